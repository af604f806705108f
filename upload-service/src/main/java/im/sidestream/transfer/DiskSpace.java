package im.sidestream.transfer;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.StoreFullException;
import im.sidestream.blob.StoreUnavailableException;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/** Tells a store that is full or out of reach, which is an expected "no", from a broken one. */
final class DiskSpace {
    private static final long NEARLY_FULL = 1 << 20;

    private DiskSpace() {}

    /** Does the same for what a future failed with. */
    static Throwable translate(Throwable failure, BlobStore blobs) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof IOException e ? translate(e, blobs) : cause;
    }

    static Refusal unavailable() {
        return Refusal.of(Reason.UNAVAILABLE, "The store does not answer now; try again later.");
    }

    /**
     * Returns {@link Reason#STORAGE_FULL} where the store has no room left, {@link Reason#UNAVAILABLE} where it does not
     * answer, otherwise the failure itself.
     */
    static Exception translate(IOException failure, BlobStore blobs) {
        if (failure instanceof StoreUnavailableException) {
            return unavailable();
        }
        if (failure instanceof StoreFullException) {
            return Refusal.of(Reason.STORAGE_FULL, "The store is full.");
        }
        try {
            return blobs.freeBytes() < NEARLY_FULL ? Refusal.of(Reason.STORAGE_FULL, "The store is full.") : failure;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return failure;
        }
    }
}
