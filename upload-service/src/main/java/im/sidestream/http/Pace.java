package im.sidestream.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells an upload that comes by drops, to hold a connection and a slot, from one over a bad line. An upload that is silent
 * altogether is the connection's time-out's to end. For one thread at a time.
 */
final class Pace {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final long LEAST_PER_SECOND = 256;

    private final InstantSource clock;
    private Instant end;
    private long due;

    Pace(InstantSource clock) {
        this.clock = clock;
        begin(clock.instant(), 0);
    }

    private void begin(Instant now, long received) {
        end = now.plus(WINDOW);
        due = received + LEAST_PER_SECOND * WINDOW.toSeconds();
    }

    /** Returns whether less came in the last minute than anybody's line can carry; {@code received} is what came in all. */
    boolean isTooSlow(long received) {
        Instant now = clock.instant();
        if (now.isBefore(end)) {
            return false;
        }
        boolean slow = received < due;
        begin(now, received);
        return slow;
    }
}
