package im.sidestream.app;

import im.sidestream.observe.Metrics;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.OrphanSweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.sweep.SweepReport;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs both sweeps in one thread: what is over every minute, what nobody knows once a day. */
final class SweepSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SweepSchedule.class);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(1);
    private static final Duration FIRST_ORPHANS = Duration.ofHours(1);
    private static final Duration BETWEEN_ORPHANS = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Pools.named("sweep"));
    private final Metrics metrics;

    private SweepSchedule(Metrics metrics) {
        this.metrics = metrics;
    }

    static SweepSchedule start(Store store, Clock clock, Metrics metrics) {
        ExpirySweeper expiry = new ExpirySweeper(store.catalog(), store.blobs(), SweepLimits.STANDARD, clock);
        OrphanSweeper orphans = new OrphanSweeper(store.catalog(), store.blobs(), SweepLimits.STANDARD);
        SweepSchedule schedule = new SweepSchedule(metrics);
        SweepRuns expiries = new SweepRuns(clock);
        SweepRuns searches = new SweepRuns(clock);
        SweepRuns.show(metrics, Map.of("expiry", expiries, "orphans", searches));
        schedule.every(BETWEEN_EXPIRIES, BETWEEN_EXPIRIES, () -> expiries.run(expiry::sweep));
        schedule.every(FIRST_ORPHANS, BETWEEN_ORPHANS, () -> searches.run(orphans::sweep));
        return schedule;
    }

    private void every(Duration first, Duration pause, Supplier<SweepReport> sweep) {
        var unused =
                thread.scheduleWithFixedDelay(() -> run(sweep), first.toSeconds(), pause.toSeconds(), TimeUnit.SECONDS);
    }

    /** Whatever happens in one run must not end the schedule. */
    private void run(Supplier<SweepReport> sweep) {
        try {
            count(sweep.get());
        } catch (RuntimeException | Error e) {
            metrics.error("sweep");
            LOG.error("a sweep failed", e);
        }
    }

    private void count(SweepReport report) {
        metrics.swept("abandoned", report.abandoned());
        metrics.swept("expired", report.expired());
        metrics.swept("removed", report.removed());
        metrics.swept("orphan", report.orphans());
        metrics.swept("undeleted", report.undeleted());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a sweep is cut short; the next one goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
