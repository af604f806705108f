package im.sidestream.component.stanza;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a process lets another one try: after a conflict on a running stream, for somebody else is connected, and after a
 * while without a connection, which another machine may be able to make. Each try in vain gets twice the time of the one
 * before, so that processes whose server is away do not hand the lease around for nothing.
 */
final class Turns {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration SHORT = Duration.ofSeconds(3);

    private final LongSupplier nanoTime;
    private long since;
    private int vain;
    private boolean connected;

    Turns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    void begin() {
        since = nanoTime.getAsLong();
        connected = false;
    }

    void connected() {
        connected = true;
        vain = 0;
    }

    /** Returns for how long another process gets its turn after this end of a connection or attempt, or zero. */
    Duration stepBack(StreamFault fault) {
        boolean was = connected;
        if (was) {
            begin();
        }
        if (was && fault == StreamFault.CONFLICT) {
            return FIRST;
        }
        if (nanoTime.getAsLong() - since < FIRST.toNanos() << vain) {
            return Duration.ZERO;
        }
        vain = Math.min(vain + 1, MOST_DOUBLINGS);
        return SHORT;
    }
}
