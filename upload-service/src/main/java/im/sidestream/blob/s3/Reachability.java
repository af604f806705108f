package im.sidestream.blob.s3;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the bucket answered when it was asked last. While it did not, it is asked again in the background whenever somebody
 * wants to know, so that nobody waits and the end is noticed by itself. Each change is one line in the log. Thread-safe.
 */
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
    private static final long PAUSE_NANOS = 1_000_000_000L;
    /** A bucket that nobody used for so long is asked too. */
    private static final long TRUST_NANOS = 10 * PAUSE_NANOS;

    private final Calls calls;
    private final LongSupplier nanos;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long asked;
    private volatile @Nullable String problem;

    /**
     * Begins with a bucket that answers.
     *
     * @param calls ask it in the background
     */
    Reachability(Calls calls, LongSupplier nanos) {
        this.calls = calls;
        this.nanos = nanos;
        this.asked = nanos.getAsLong();
    }

    /**
     * Returns why the bucket is of no use now, as far as is known without waiting.
     *
     * @param probe asks it something small; {@link #note} is told how that ended
     */
    Optional<String> problem(Calls.Action probe) {
        long age = nanos.getAsLong() - asked;
        if (age >= (problem == null ? TRUST_NANOS : PAUSE_NANOS) && probing.compareAndSet(false, true)) {
            asked = nanos.getAsLong();
            var unused = calls.act(probe).whenComplete((done, failure) -> probing.set(false));
        }
        return Optional.ofNullable(problem);
    }

    /** Remembers how a request ended: null for well. */
    void note(@Nullable IOException failure) {
        String now = failure == null ? null : failure.getMessage();
        String before = problem;
        problem = now;
        asked = nanos.getAsLong();
        if (before == null && now != null) {
            LOG.warn("{}", now);
        } else if (before != null && now == null) {
            LOG.info("the bucket answers again");
        }
    }
}
