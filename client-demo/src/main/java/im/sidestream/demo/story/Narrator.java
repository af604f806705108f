package im.sidestream.demo.story;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints what happens, with the time since the beginning. */
final class Narrator {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final PrintStream out;
    private final Clock clock;
    private final Instant start;

    Narrator(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    void says(String line) {
        double seconds = Duration.between(start, clock.instant()).toMillis() / MILLIS_PER_SECOND;
        out.println(String.format(Locale.ROOT, "[%7.3f s] %s", seconds, line));
    }
}
