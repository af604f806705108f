package im.sidestream.transfer;

import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.IOException;

/** Tells a full store, which is an expected "no", from a broken one. */
final class DiskSpace {
    private static final long NEARLY_FULL = 1 << 20;

    private DiskSpace() {}

    /** Returns {@link Reason#STORAGE_FULL} where the store has no room left, otherwise the failure itself. */
    static Exception translate(IOException failure, BlobStore blobs) {
        try {
            return blobs.freeBytes() < NEARLY_FULL ? Refusal.of(Reason.STORAGE_FULL, "The store is full.") : failure;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return failure;
        }
    }
}
