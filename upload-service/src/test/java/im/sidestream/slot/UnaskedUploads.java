package im.sidestream.slot;

import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Uploads of owners that are not asked for by what is tested, and may not be. */
public class UnaskedUploads implements OwnUploads {
    private static UnsupportedOperationException unasked() {
        return new UnsupportedOperationException("nobody is to ask for that");
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        throw unasked();
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        throw unasked();
    }

    @Override
    public Limits limits(Owner owner) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        throw unasked();
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        throw unasked();
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        throw unasked();
    }
}
