package im.sidestream.component.command;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 12h}, {@code 30d}, {@code 4w}, {@code 1y}. */
final class Spans {

    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})([hdwy])");

    private Spans() {}

    static Optional<Duration> parse(String text) {
        Matcher match = SPAN.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    case "w" -> Duration.ofDays(7 * count);
                    default -> Duration.ofDays(365 * count);
                });
    }
}
