package im.sidestream.component.stanza;

import im.sidestream.slot.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Values as people read them. */
public final class Shown {

    /** So that a page of the longest names there are stays far below the 64 KiB of a stanza. */
    private static final int LONGEST = 120;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Shown() {}

    /** A text that a stranger chose: one line, without what could turn the text around it, and not for ever. */
    public static String cut(String text) {
        StringBuilder out = new StringBuilder();
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (++count > LONGEST) {
                return out.append('…').toString();
            }
            out.appendCodePoint(isPlain(c) ? c : '_');
        }
        return out.toString();
    }

    private static boolean isPlain(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE
                && !(c >= 0x202A && c <= 0x202E)
                && !(c >= 0x2066 && c <= 0x2069)
                && c != 0x061C
                && c != 0x200E
                && c != 0x200F;
    }

    /** A number of bytes. */
    public static String size(long bytes, Phrases phrases) {
        if (bytes == Quota.UNLIMITED) {
            return phrases.text("unlimited");
        }
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " " + UNITS[0] : String.format(phrases.locale(), "%.1f %s", value, UNITS[unit]);
    }

    /** A moment in UTC, spelled in the same way in every language. */
    public static String time(Instant at) {
        return MINUTE.format(at) + " UTC";
    }

    /** How long something is kept, for ever where that is null. */
    public static String span(@Nullable Duration span, Phrases phrases) {
        if (span == null) {
            return phrases.text("forever");
        }
        long hours = (span.toMinutes() + 59) / 60;
        return hours % 24 == 0 ? phrases.text("days", hours / 24) : phrases.text("hours", hours);
    }
}
