package im.sidestream.http;

import im.sidestream.slot.Resumption;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/** The headers of resumable uploads, as tus 1.0.0 and draft-ietf-httpbis-resumable-upload name them. */
final class ResumeHeaders {
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String COMPLETE = "Upload-Complete";
    static final String LIMIT = "Upload-Limit";
    static final String EXPIRES = "Upload-Expires";
    static final String TUS = "Tus-Resumable";
    static final String TUS_MEDIA = "application/offset+octet-stream";
    static final String DRAFT_MEDIA = "application/partial-upload";
    static final HttpField VERSION = new PreEncodedHttpField("Tus-Version", Dialect.TUS_VERSION);
    static final HttpField SPOKEN = new PreEncodedHttpField(TUS, Dialect.TUS_VERSION);

    private static final HttpField EXTENSIONS =
            new PreEncodedHttpField("Tus-Extension", "checksum,expiration,termination");
    private static final HttpField ALGORITHMS = new PreEncodedHttpField("Tus-Checksum-Algorithm", "sha1,sha256,sha512");
    private static final HttpField ACCEPTED = new PreEncodedHttpField("Accept-Patch", TUS_MEDIA + ", " + DRAFT_MEDIA);
    private static final HttpField NO_LIMIT = new PreEncodedHttpField(LIMIT, "min-size=0");
    private static final int LONGEST = 18;

    private ResumeHeaders() {}

    /** Adds what OPTIONS says of an upload link (tus 1.0.0 "OPTIONS", draft "Upload Limit"). */
    static void addOptions(HttpFields.Mutable headers) {
        headers.add(SPOKEN);
        headers.add(VERSION);
        headers.add(EXTENSIONS);
        headers.add(ALGORITHMS);
        headers.add(ACCEPTED);
        headers.add(NO_LIMIT);
    }

    /** Adds how far an upload is and how long it may be gone on with. */
    static void addStanding(HttpFields.Mutable headers, Resumption standing, Instant now) {
        Upload upload = standing.upload();
        Stored stored = upload.stored();
        headers.put(OFFSET, stored == null ? upload.pieced() : stored.size());
        headers.put(COMPLETE, stored == null ? "?0" : "?1");
        String limit = "max-size=" + upload.request().size();
        if (stored == null) {
            headers.put(EXPIRES, DateGenerator.formatDate(standing.until().toEpochMilli()));
            long left = Math.max(0, Duration.between(now, standing.until()).toSeconds());
            headers.put(LIMIT, limit + ", max-age=" + left);
        } else {
            headers.put(LIMIT, limit);
        }
    }

    /** Reads a number of bytes: an Integer without a sign (RFC 9651 §3.3.1); anything else is as if it were not there. */
    static Optional<Long> number(@Nullable String value) {
        String digits = item(value);
        boolean number = !digits.isEmpty()
                && digits.length() <= LONGEST
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    /** Reads a Boolean (RFC 9651 §3.3.6); anything else is as if it were not there. */
    static Optional<Boolean> truth(@Nullable String value) {
        return switch (item(value)) {
            case "?1" -> Optional.of(true);
            case "?0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Returns an Item without its parameters, which mean nothing here. */
    private static String item(@Nullable String value) {
        if (value == null) {
            return "";
        }
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip();
    }
}
