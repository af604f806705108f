package im.sidestream.component.stanza;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody is listened to, so that two programs that answer each other come to an end (XEP-0205). Bounded in
 * memory: who has been silent longest is forgotten first.
 */
public final class Pace {

    private static final int REMEMBERED = 10_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final int most;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(Instant end, int count) {}

    /** What becomes of a message. */
    public enum Verdict {
        /** It is answered. */
        ANSWER,
        /** It is the first one too many, and its sender is told so. */
        WARN,
        /** It is passed over. */
        SILENCE
    }

    /**
     * @param most how many are answered in a minute
     */
    public Pace(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Counts a message of this sender, and says what becomes of it. */
    public synchronized Verdict judge(String sender) {
        Instant now = clock.instant();
        Window old = windows.remove(sender);
        Window window = old == null || !now.isBefore(old.end()) ? new Window(now.plus(WINDOW), 0) : old;
        windows.put(sender, new Window(window.end(), window.count() + 1));
        if (windows.size() > REMEMBERED) {
            windows.remove(windows.keySet().iterator().next());
        }
        if (window.count() < most) {
            return Verdict.ANSWER;
        }
        return window.count() == most ? Verdict.WARN : Verdict.SILENCE;
    }
}
