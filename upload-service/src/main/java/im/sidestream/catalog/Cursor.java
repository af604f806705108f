package im.sidestream.catalog;

import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a list that goes from the newest row to the oldest one is continued: before the row of that number. */
record Cursor(long before) {
    private static final int LONGEST = 18;

    /**
     * Returns what {@code text} says, and the beginning of the list for null.
     *
     * @throws Refusal {@link Reason#INVALID_REQUEST} for what no page said
     */
    static Cursor parse(@Nullable String text) throws Refusal {
        if (text == null) {
            return new Cursor(Long.MAX_VALUE);
        }
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.of(Reason.INVALID_REQUEST, "This list cannot be continued there.");
        }
        return new Cursor(Long.parseLong(text));
    }

    /** Returns a page of the first {@code limit} rows, and where the others begin if there are others. */
    static <T> Page<T> page(List<T> rows, int limit, Function<T, String> cursor) {
        boolean more = rows.size() > limit;
        List<T> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(shown, more && limit > 0 ? cursor.apply(shown.get(limit - 1)) : null);
    }
}
