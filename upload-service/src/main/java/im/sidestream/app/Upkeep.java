package im.sidestream.app;

import im.sidestream.delivery.Deliveries;
import im.sidestream.observe.Metrics;
import im.sidestream.slot.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done every few seconds beside requests: downloads are written down, what other processes decided is read, and
 * what the audit trail need not remember any more is forgotten.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_ENDINGS = Duration.ofSeconds(15);
    private static final Duration BETWEEN_FORGETTINGS = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int STEP = 100;
    private static final int LONGEST_RUN = 10_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Pools.named("upkeep"));
    private final Supplier<CompletableFuture<Void>> counts;
    private final Metrics metrics;

    private Upkeep(Supplier<CompletableFuture<Void>> counts, Metrics metrics) {
        this.counts = counts;
        this.metrics = metrics;
    }

    /**
     * Begins.
     *
     * @param counts writes down what was downloaded
     */
    static Upkeep start(
            Store store,
            List<StandingPolicy> policies,
            Supplier<CompletableFuture<Void>> counts,
            Clock clock,
            Metrics metrics) {
        Upkeep upkeep = new Upkeep(counts, metrics);
        upkeep.every(BETWEEN_COUNTS, () -> counts.get().join());
        policies.forEach(policy -> upkeep.every(BETWEEN_READINGS, policy::refresh));
        upkeep.every(BETWEEN_FORGETTINGS, () -> forget(store.audit(), policies.get(0)::auditRetention, clock));
        return upkeep;
    }

    /** Ends from now on what time ends of deliveries, and forgets those that ended long ago. */
    void ending(Deliveries deliveries, String service, Supplier<Duration> kept) {
        every(BETWEEN_ENDINGS, () -> end(deliveries, service, kept.get()));
    }

    private static void end(Deliveries deliveries, String service, Duration kept) {
        int ended = 0;
        int step;
        do {
            step = deliveries.expire(service, kept, STEP).join();
            ended += step;
        } while (step > 0 && ended < LONGEST_RUN);
    }

    /** Says to others on the same catalog that this process lives, as often as what they decided is read. */
    void keep(Neighbours neighbours) {
        every(BETWEEN_READINGS, neighbours::stay);
    }

    /** So many at a time that uploads hardly wait, and in the end no more than a run's worth. */
    private static void forget(AuditTrail audit, Supplier<Duration> retention, Clock clock) {
        int forgotten = 0;
        int step;
        do {
            step = audit.forget(clock.instant().minus(retention.get()), STEP).join();
            forgotten += step;
        } while (step == STEP && forgotten < LONGEST_RUN);
    }

    private void every(Duration pause, Runnable work) {
        var unused = thread.scheduleWithFixedDelay(
                () -> run(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whatever happens once must not end the schedule. */
    private void run(Runnable work) {
        try {
            work.run();
        } catch (CompletionException e) {
            metrics.error("upkeep");
            LOG.warn("the catalog failed during the upkeep; it is tried again: {}", String.valueOf(e.getCause()));
        } catch (RuntimeException | Error e) {
            metrics.error("upkeep");
            LOG.error("the upkeep failed", e);
        }
    }

    /** Writes the last downloads. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the upkeep is cut short");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        counts.get().join();
    }
}
