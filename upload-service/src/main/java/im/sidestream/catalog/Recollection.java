package im.sidestream.catalog;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * How long other nodes may go on showing a row as they saw it. What takes a file from everyone is answered after that, so
 * that "deleted" is true everywhere.
 *
 * @param time zero where there are no other nodes
 */
record Recollection(Duration time, Executor completions) {
    static final Recollection NONE = new Recollection(Duration.ZERO, Runnable::run);

    /** Returns the same answer, later where it says that something was taken. */
    <T> CompletableFuture<T> outlast(CompletableFuture<T> answer, Predicate<T> isTaken) {
        if (time.isZero()) {
            return answer;
        }
        Executor later = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, completions);
        return answer.thenCompose(said -> isTaken.test(said)
                ? CompletableFuture.supplyAsync(() -> said, later)
                : CompletableFuture.completedFuture(said));
    }
}
