package im.sidestream.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what each owner asked for in the window that runs now. Windows begin with an owner's first request, so the
 * answer to "when again" is exact. Thread-safe; memory is bounded by the owners active within one window.
 */
final class RateLimit {
    private static final Duration BETWEEN_CLEANINGS = Duration.ofSeconds(1);

    private final Map<String, Window> windows = new HashMap<>();
    private Rate rate = Rate.UNLIMITED;
    private Instant nextCleaning = Instant.MIN;

    /**
     * Counts one request under {@code limit}; another limit than the last one starts all windows anew.
     *
     * @throws Refusal {@link Reason#RATE_EXCEEDED} with the end of the window
     */
    synchronized void count(String owner, Rate limit, Instant now) throws Refusal {
        if (!limit.equals(rate)) {
            rate = limit;
            windows.clear();
        }
        if (rate.equals(Rate.UNLIMITED)) {
            return;
        }
        dropEnded(now);
        Window window =
                windows.compute(owner, (o, w) -> w == null || w.ended(now) ? new Window(now.plus(rate.window())) : w);
        if (window.count >= rate.count()) {
            throw Refusal.until(window.end, Reason.RATE_EXCEEDED, "Too many files at once; try again later.");
        }
        window.count++;
    }

    private void dropEnded(Instant now) {
        if (now.isBefore(nextCleaning)) {
            return;
        }
        windows.values().removeIf(window -> window.ended(now));
        nextCleaning = now.plus(BETWEEN_CLEANINGS);
    }

    private static final class Window {
        private final Instant end;
        private int count;

        Window(Instant end) {
            this.end = end;
        }

        boolean ended(Instant now) {
            return !now.isBefore(end);
        }
    }
}
