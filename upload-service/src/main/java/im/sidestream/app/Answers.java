package im.sidestream.app;

import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for futures on behalf of an administrator, to whom a refusal is a line. */
final class Answers {
    private Answers() {}

    /**
     * Returns what the future brings.
     *
     * @throws IllegalArgumentException with the sentence of a refusal
     */
    static <T> T of(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw new IllegalArgumentException(refusal.getMessage(), e);
            }
            throw e;
        }
    }
}
