package im.sidestream.http;

import im.sidestream.slot.MediaType;
import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What lets a PUT in: a token of our own, or another server's word. */
@FunctionalInterface
interface Entrance {
    /**
     * Checks token, length and type without any I/O.
     *
     * @param length the declared length in bytes, -1 where it is not declared
     * @throws Refusal if nothing of the upload shall be read
     */
    void requireFit(long length, @Nullable MediaType type) throws Refusal;

    /** Completes when the slot has its row: at once, where it was there before its link. */
    default CompletableFuture<Void> open() {
        return CompletableFuture.completedFuture(null);
    }
}
