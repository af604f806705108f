package im.sidestream.component.stanza;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each up to twice as long as the one before, never above a cap, and spread over the upper
 * half of that span, so that many components do not come back in one wave.
 */
final class Backoff {

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    Duration next() {
        // first is at least a nanosecond and at most minutes, so twenty doublings stay far below overflow
        long ceiling = Math.min(most.toNanos(), first.toNanos() << failures);
        failures = Math.min(failures + 1, 20);
        long half = ceiling / 2;
        return Duration.ofNanos(half + random.nextLong(Math.max(1, ceiling - half)));
    }

    void reset() {
        failures = 0;
    }
}
