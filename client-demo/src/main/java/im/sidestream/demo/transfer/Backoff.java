package im.sidestream.demo.transfer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before trying again.
 *
 * @param first wait before the first repetition; doubles with each
 * @param longest upper bound of a wait, also of one that a server asks for
 * @param pause how to wait
 */
public record Backoff(Duration first, Duration longest, Pause pause) {

    private static final int MAX_DOUBLINGS = 16;

    /** From half a second to 30 seconds. */
    public static Backoff standard() {
        return new Backoff(
                Duration.ofMillis(500), Duration.ofSeconds(30), wait -> TimeUnit.MILLISECONDS.sleep(wait.toMillis()));
    }

    /** Waits before repetition {@code n}, counted from 0. */
    public void beforeRepetition(int n) throws InterruptedException {
        Duration wait = first.multipliedBy(1L << Math.min(n, MAX_DOUBLINGS));
        pause.sleep(wait.compareTo(longest) > 0 ? longest : wait);
    }

    /** Waits as long as a server asked for. */
    public void asAsked(Duration wait) throws InterruptedException {
        pause.sleep(wait);
    }

    /** Whether a server asks for more patience than there is. */
    public boolean isTooLong(Duration wait) {
        return wait.compareTo(longest) > 0;
    }

    /** A way to wait. */
    @FunctionalInterface
    public interface Pause {
        /** Returns after that time. */
        void sleep(Duration wait) throws InterruptedException;
    }
}
