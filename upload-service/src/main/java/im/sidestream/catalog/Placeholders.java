package im.sidestream.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement and which value goes where in it.
 *
 * @param order the value that each placeholder takes, counted from zero; null where the database reads the numbers itself
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, and never compared
record Placeholders(String sql, int @Nullable [] order) {
    private static final Pattern NUMBERED = Pattern.compile("\\?(\\d*)");

    /** Returns the statement with placeholders that have no numbers. One without a number is the one after the last. */
    static Placeholders unnumbered(String sql) {
        List<Integer> order = new ArrayList<>();
        int last = 0;
        Matcher matcher = NUMBERED.matcher(sql);
        while (matcher.find()) {
            int number = matcher.group(1).isEmpty() ? last + 1 : Integer.parseInt(matcher.group(1));
            order.add(number - 1);
            last = Math.max(last, number);
        }
        return new Placeholders(
                matcher.replaceAll("?"),
                order.stream().mapToInt(Integer::intValue).toArray());
    }
}
