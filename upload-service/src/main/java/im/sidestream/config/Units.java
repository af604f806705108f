package im.sidestream.config;

import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes, times and rates as people write them. A unit is spelled in one way only: {@code Mb} is no size here, because
 * half of its readers would take it for megabits.
 */
final class Units {
    private static final String NO_LIMIT = "unlimited";
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})\\s*/\\s*([a-z]+)");

    private static final Map<String, Long> BYTES = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("B", 1L),
            Map.entry("kB", 1_000L),
            Map.entry("KB", 1_000L),
            Map.entry("MB", 1_000_000L),
            Map.entry("GB", 1_000_000_000L),
            Map.entry("TB", 1_000_000_000_000L),
            Map.entry("KiB", 1L << 10),
            Map.entry("MiB", 1L << 20),
            Map.entry("GiB", 1L << 30),
            Map.entry("TiB", 1L << 40));

    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Units() {}

    /** Returns bytes, or empty for what is no size. */
    static Optional<Long> size(String text) {
        return amount(text, BYTES);
    }

    /** Returns bytes, {@link Quota#UNLIMITED} for "unlimited", or empty for what is no size. */
    static Optional<Long> sizeOrUnlimited(String text) {
        return isUnlimited(text) ? Optional.of(Quota.UNLIMITED) : size(text);
    }

    /** Returns a time longer than zero, or empty for what is none. */
    static Optional<Duration> duration(String text) {
        return amount(text, MILLIS).filter(millis -> millis > 0).map(Duration::ofMillis);
    }

    /** Returns a number, {@link Quota#UNLIMITED} for "unlimited", or empty for what is none. */
    static Optional<Long> count(String text) {
        if (isUnlimited(text)) {
            return Optional.of(Quota.UNLIMITED);
        }
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Returns a time, zero for "off", or empty for what is none. */
    static Optional<Duration> durationOrOff(String text) {
        return text.equals("off") || text.equals("0") ? Optional.of(Duration.ZERO) : duration(text);
    }

    /** Returns a rate, or empty for what is none. */
    static Optional<Rate> rate(String text) {
        if (isUnlimited(text)) {
            return Optional.of(Rate.UNLIMITED);
        }
        Matcher match = RATE.matcher(text);
        Long window = match.matches() ? MILLIS.get(match.group(2)) : null;
        if (window == null || Integer.parseInt(match.group(1)) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Rate(Integer.parseInt(match.group(1)), Duration.ofMillis(window)));
    }

    static boolean isUnlimited(String text) {
        return text.equals(NO_LIMIT);
    }

    private static Optional<Long> amount(String text, Map<String, Long> units) {
        Matcher match = AMOUNT.matcher(text);
        Long unit = match.matches() ? units.get(match.group(2)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        BigDecimal whole = new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(unit));
        boolean fits = whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return fits ? Optional.of(whole.longValue()) : Optional.empty();
    }
}
