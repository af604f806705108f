package im.sidestream.app;

import im.sidestream.observe.Metrics;
import im.sidestream.sweep.SweepReport;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How one kind of sweep fares: its runs, and when it last came to its end. */
final class SweepRuns {
    private static final double MILLIS = 1000.0;
    private static final double NANOS = 1e9;

    private final Clock clock;
    private final LongAdder runs = new LongAdder();
    private final LongAdder unclean = new LongAdder();
    private volatile long lastSuccessMillis;
    private volatile double lastSeconds;

    SweepRuns(Clock clock) {
        this.clock = clock;
    }

    SweepReport run(Supplier<SweepReport> sweep) {
        long begun = System.nanoTime();
        boolean clean = false;
        try {
            SweepReport report = sweep.get();
            clean = report.clean();
            return report;
        } finally {
            ended(clean, (System.nanoTime() - begun) / NANOS);
        }
    }

    private void ended(boolean clean, double seconds) {
        runs.increment();
        lastSeconds = seconds;
        if (clean) {
            lastSuccessMillis = clock.millis();
        } else {
            unclean.increment();
        }
    }

    static void show(Metrics metrics, Map<String, SweepRuns> sweeps) {
        metrics.counters(
                "sidestream_sweep_runs_total", "Sweeps that ended.", "sweep", of(sweeps, each -> each.runs.sum()));
        metrics.counters(
                "sidestream_sweep_failures_total",
                "Sweeps that broke off or could not delete all they should.",
                "sweep",
                of(sweeps, each -> each.unclean.sum()));
        metrics.gauges(
                "sidestream_sweep_last_success_timestamp_seconds",
                "When a sweep last did all it should, in seconds since 1970; 0 for not yet.",
                "sweep",
                of(sweeps, each -> each.lastSuccessMillis / MILLIS));
        metrics.gauges(
                "sidestream_sweep_duration_seconds",
                "How long the last sweep took.",
                "sweep",
                of(sweeps, each -> each.lastSeconds));
    }

    private static Map<String, DoubleSupplier> of(Map<String, SweepRuns> sweeps, ToDoubleFunction<SweepRuns> value) {
        Map<String, DoubleSupplier> values = new TreeMap<>();
        sweeps.forEach((name, runs) -> values.put(name, () -> value.applyAsDouble(runs)));
        return values;
    }
}
