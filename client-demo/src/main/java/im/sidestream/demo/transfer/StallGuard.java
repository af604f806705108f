package im.sidestream.demo.transfer;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends transfers that stopped moving: neither of the JDK's time-outs covers a body that hangs half-way. A transfer may
 * take as long as it likes while it moves.
 */
final class StallGuard implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "transfer-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private final Duration limit;

    StallGuard(Duration limit) {
        this.limit = limit;
    }

    /** Watches a transfer until the returned watch is closed; calls {@code end} once if it does not move. */
    Watch watch(LongSupplier position, Runnable end) {
        Watch watch = new Watch(position, end);
        watch.task =
                timer.scheduleWithFixedDelay(watch::check, limit.toMillis(), limit.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    static final class Watch {
        private final LongSupplier position;
        private final Runnable end;
        private volatile @Nullable ScheduledFuture<?> task;
        private long last = -1;

        private Watch(LongSupplier position, Runnable end) {
            this.position = position;
            this.end = end;
        }

        private void check() {
            long now = position.getAsLong();
            if (now == last) {
                close();
                end.run();
            }
            last = now;
        }

        void close() {
            ScheduledFuture<?> running = task;
            if (running != null) {
                running.cancel(false);
            }
        }
    }
}
