package im.sidestream.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a file's bytes.
 *
 * @param start position of the first byte
 * @param length how many
 */
record ByteRange(long start, long length) {
    private static final String UNIT = "bytes=";

    /** What a {@code Range} header comes to: a satisfiable range, an unsatisfiable one, or nothing to heed. */
    record Asked(boolean unsatisfiable, Optional<ByteRange> range) {
        private static final Asked NOTHING = new Asked(false, Optional.empty());
        private static final Asked UNSATISFIABLE = new Asked(true, Optional.empty());
    }

    /**
     * Reads a {@code Range} header (RFC 9110 §14.2). Other units, malformed values and lists of ranges are not heeded, as
     * the RFC allows: the whole file is the answer.
     */
    static Asked parse(@Nullable String header, long size) {
        if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Asked.NOTHING;
        }
        String spec = header.substring(UNIT.length()).strip();
        int dash = spec.indexOf('-');
        if (dash < 0 || spec.indexOf(',') >= 0) {
            return Asked.NOTHING;
        }
        String first = spec.substring(0, dash);
        String last = spec.substring(dash + 1);
        if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
            return Asked.NOTHING;
        }
        return first.isEmpty() ? suffix(number(last), size) : between(number(first), last, size);
    }

    private static Asked suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? Asked.UNSATISFIABLE : satisfied(size - length, length);
    }

    private static Asked between(long first, String lastText, long size) {
        long last = lastText.isEmpty() ? Long.MAX_VALUE : number(lastText);
        if (last < first) {
            return Asked.NOTHING;
        }
        return first >= size ? Asked.UNSATISFIABLE : satisfied(first, Math.min(last, size - 1) - first + 1);
    }

    private static Asked satisfied(long start, long length) {
        return new Asked(false, Optional.of(new ByteRange(start, length)));
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Numbers beyond any file are as good as the largest one. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Returns the position behind its last byte. */
    long end() {
        return start + length;
    }

    /** Returns the value of {@code Content-Range} (RFC 9110 §14.4). */
    String contentRange(long size) {
        return "bytes " + start + "-" + (start + length - 1) + "/" + size;
    }
}
