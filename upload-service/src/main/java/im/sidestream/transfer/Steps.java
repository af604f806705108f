package im.sidestream.transfer;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Runs what goes in many steps; where too much of it waits already, whoever asks is told so at once. Thread-safe. */
public final class Steps {
    private final Executor threads;

    /**
     * Wires it.
     *
     * @param threads run one piece of work each, for as long as it takes
     */
    public Steps(Executor threads) {
        this.threads = threads;
    }

    /** Runs the work. The future fails with what the work throws, or is refused: {@link Reason#UNAVAILABLE}. */
    public <T> CompletableFuture<T> run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    Refusal.of(Reason.UNAVAILABLE, "Too much work of this kind waits already; try again later."));
        }
    }
}
