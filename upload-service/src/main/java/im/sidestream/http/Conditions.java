package im.sidestream.http;

import im.sidestream.slot.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Preconditions of requests for a file, in the order of RFC 9110 §13.2.2.
 *
 * @param stored what is known of the file
 */
record Conditions(Stored stored) {
    /** One entity tag of a list (RFC 9110 §8.8.3), each where the last one ended: what comes after rubbish is none. */
    private static final Pattern ENTRY = Pattern.compile("\\G[ \\t,]*(W/)?(\"[^\"\\x00-\\x20\\x7f]*\")[ \\t]*(?=,|$)");

    static final String FAILURE = "The file is not the one that the request is meant for.";

    enum Verdict {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }

    /** Returns the file's strong entity tag, quotes included; few requests ask for it. */
    private String etag() {
        return FileHeaders.etag(stored);
    }

    /** Returns when it was stored, in whole seconds. */
    private Instant lastModified() {
        return FileHeaders.lastModified(stored);
    }

    /** Evaluates those of a GET or HEAD. */
    Verdict evaluate(HttpFields headers) {
        if (!mayProceed(headers)) {
            return Verdict.FAILED;
        }
        return isUnchanged(headers) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }

    /** Returns whether a request may change the file: conditions that could only spare a download count as failed. */
    boolean allowChange(HttpFields headers) {
        List<String> others = headers.getValuesList(HttpHeader.IF_NONE_MATCH);
        return mayProceed(headers) && (others.isEmpty() || !lists(others, true));
    }

    /** Returns whether a request that changes something comes with conditions (RFC 9110 §13.1). */
    static boolean areIn(HttpFields headers) {
        return headers.contains(HttpHeader.IF_MATCH)
                || headers.contains(HttpHeader.IF_NONE_MATCH)
                || headers.contains(HttpHeader.IF_UNMODIFIED_SINCE);
    }

    private boolean mayProceed(HttpFields headers) {
        String ifMatch = headers.get(HttpHeader.IF_MATCH);
        if (ifMatch != null) {
            return lists(headers.getValuesList(HttpHeader.IF_MATCH), false);
        }
        return date(headers.get(HttpHeader.IF_UNMODIFIED_SINCE))
                .map(limit -> !lastModified().isAfter(limit))
                .orElse(true);
    }

    private boolean isUnchanged(HttpFields headers) {
        String ifNoneMatch = headers.get(HttpHeader.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return lists(headers.getValuesList(HttpHeader.IF_NONE_MATCH), true);
        }
        return date(headers.get(HttpHeader.IF_MODIFIED_SINCE))
                .map(since -> !lastModified().isAfter(since))
                .orElse(false);
    }

    /** Returns whether a {@code Range} may be heeded: no {@code If-Range}, or one that names this very file. */
    boolean allowRange(HttpFields headers) {
        String ifRange = headers.get(HttpHeader.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        String validator = ifRange.strip();
        return validator.startsWith("\"")
                ? validator.equals(etag())
                : date(validator).map(lastModified()::equals).orElse(false);
    }

    /** Whether the lines of one field list this file: all of them are one list, and {@code *} stands alone. */
    private boolean lists(List<String> lines, boolean weakly) {
        String list = String.join(",", lines).strip();
        if (list.equals("*")) {
            return true;
        }
        Matcher entry = ENTRY.matcher(list);
        while (entry.find()) {
            if (entry.group(2).equals(etag()) && (weakly || entry.group(1) == null)) {
                return true;
            }
        }
        return false;
    }

    /** Reads a date in any of the three forms that RFC 9110 §5.6.7 obliges to accept. */
    private static Optional<Instant> date(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(HttpDateTime.parse(text.strip()).toInstant());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
