package im.sidestream.http;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Preconditions of a GET or HEAD, in the order of RFC 9110 §13.2.2.
 *
 * @param etag the file's strong entity tag, quotes included
 * @param lastModified when it was stored, in whole seconds
 */
record Conditions(String etag, Instant lastModified) {
    enum Verdict {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }

    Verdict evaluate(HttpFields headers) {
        if (!mayProceed(headers)) {
            return Verdict.FAILED;
        }
        return isUnchanged(headers) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }

    private boolean mayProceed(HttpFields headers) {
        String ifMatch = headers.get(HttpHeader.IF_MATCH);
        if (ifMatch != null) {
            return lists(String.join(",", headers.getValuesList(HttpHeader.IF_MATCH)), false);
        }
        return date(headers.get(HttpHeader.IF_UNMODIFIED_SINCE))
                .map(limit -> !lastModified.isAfter(limit))
                .orElse(true);
    }

    private boolean isUnchanged(HttpFields headers) {
        String ifNoneMatch = headers.get(HttpHeader.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return lists(String.join(",", headers.getValuesList(HttpHeader.IF_NONE_MATCH)), true);
        }
        return date(headers.get(HttpHeader.IF_MODIFIED_SINCE))
                .map(since -> !lastModified.isAfter(since))
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
                ? validator.equals(etag)
                : date(validator).map(lastModified::equals).orElse(false);
    }

    /** Entity tags hold no comma here, so a list can be cut at commas without looking at quotes. */
    private boolean lists(String tags, boolean weakly) {
        for (String entry : tags.split(",", -1)) {
            String tag = entry.strip();
            String compared = weakly && tag.startsWith("W/") ? tag.substring(2) : tag;
            if (compared.equals("*") || compared.equals(etag)) {
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
