package im.sidestream.transfer;

import im.sidestream.slot.Owner;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Writes what is known of an owner into a file that only the returned link names. */
@FunctionalInterface
public interface Exporter {
    /** Writes it; does not block its caller. */
    CompletableFuture<URI> export(Owner owner);
}
