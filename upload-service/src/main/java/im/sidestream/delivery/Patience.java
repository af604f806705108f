package im.sidestream.delivery;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Takes steps once more while the catalog is away, for no longer than people wait: whether one that was cut off is in the rows
 * nobody knows, so they must be such that twice is the same as once.
 */
final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final Executor later;
    private final Instant end;

    /**
     * Begins to wait.
     *
     * @param later runs what is tried again, after a pause
     */
    Patience(InstantSource clock, Executor later) {
        this.clock = clock;
        this.later = later;
        this.end = clock.instant().plus(LONGEST);
    }

    <T> CompletableFuture<T> with(Supplier<CompletableFuture<T>> step) {
        return step.get()
                .exceptionallyCompose(
                        failure -> isAway(failure) && clock.instant().isBefore(end)
                                ? CompletableFuture.runAsync(() -> {}, later).thenCompose(again -> with(step))
                                : CompletableFuture.failedFuture(failure));
    }

    /** Returns whether that is what a catalog says that does not answer just now. */
    static boolean isAway(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Refusal refusal && refusal.reason() == Reason.UNAVAILABLE;
    }
}
