package im.sidestream.demo.command;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time that a user typed: as such, or as so long from now. */
final class Deadline {

    private static final Pattern FROM_NOW = Pattern.compile("([0-9]{1,6})([smhd])");

    private Deadline() {}

    static Instant parse(String text, Clock clock) throws WrongConfiguration {
        Matcher fromNow = FROM_NOW.matcher(text);
        if (fromNow.matches()) {
            Duration length = Duration.of(Long.parseLong(fromNow.group(1)), unit(fromNow.group(2)));
            return clock.instant().plus(length).truncatedTo(ChronoUnit.SECONDS);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new WrongConfiguration("no time: " + text + "; write 2026-09-01T12:00:00Z, or 90s, 30m, 2h, 3d", e);
        }
    }

    private static ChronoUnit unit(String letter) {
        return switch (letter) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }
}
