package im.sidestream.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Takes the bytes of one blob, in order, from one thread at a time; ends by {@link #publish} or {@link #abort}. */
public interface BlobWriter {
    /** There is nothing to wait for. */
    CompletableFuture<Void> READY = CompletableFuture.completedFuture(null);

    /** Appends all that remains in {@code bytes}. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns what to wait for before more is written: the store is behind. Complete where it is not. */
    default CompletableFuture<Void> room() {
        return READY;
    }

    /**
     * Ends the blob. When the future completes, the bytes and their name survive a power cut, as far as the store was
     * told to care; it fails with an {@link IOException} where that cannot be promised.
     */
    CompletableFuture<Void> publish();

    /** Gives up: closes and removes what was written. Safe to call twice and after a failure. */
    void abort();
}
