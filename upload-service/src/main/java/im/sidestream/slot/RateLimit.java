package im.sidestream.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what each owner asked for in the window that runs now. Windows begin with an owner's first request, so the
 * answer to "when again" is exact. Thread-safe; memory is bounded by the owners active within one window.
 */
public final class RateLimit {
    private static final Duration BETWEEN_CLEANINGS = Duration.ofSeconds(1);

    private final Map<String, Window> windows = new HashMap<>();
    private Instant nextCleaning = Instant.MIN;

    /**
     * Counts one request under {@code limit}; another limit than the owner's last one starts a window anew.
     *
     * @throws Refusal {@link Reason#RATE_EXCEEDED} with the end of the window
     */
    public synchronized void count(String owner, Rate limit, Instant now) throws Refusal {
        if (limit.equals(Rate.UNLIMITED)) {
            return;
        }
        dropEnded(now);
        Window window = windows.compute(
                owner, (o, w) -> w == null || w.ended(now) || !w.rate.equals(limit) ? new Window(limit, now) : w);
        if (window.count >= limit.count()) {
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
        private final Rate rate;
        private final Instant end;
        private int count;

        Window(Rate rate, Instant now) {
            this.rate = rate;
            this.end = now.plus(rate.window());
        }

        boolean ended(Instant now) {
            return !now.isBefore(end);
        }
    }
}
