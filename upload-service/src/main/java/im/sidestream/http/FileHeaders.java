package im.sidestream.http;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.transfer.Download;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The headers that files and answers about them carry. */
final class FileHeaders {
    private static final Duration LONGEST_CACHING = Duration.ofDays(365);

    /** Nothing in a file may load, run, navigate or frame; its own pictures, sound and film may be shown. */
    private static final HttpField POLICY = new PreEncodedHttpField(
            "Content-Security-Policy",
            "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox");

    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final HttpField RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
    private static final HttpField NOT_CACHED = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField PRIVATE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-store");

    private FileHeaders() {}

    /** Adds what every answer carries, good or bad. */
    static void addSafety(HttpFields.Mutable headers) {
        headers.add(POLICY);
        headers.add(NO_SNIFF);
        headers.add(NO_REFERRER);
        Cors.addTo(headers);
    }

    /** Forbids caches to keep the answer. */
    static void addNotCached(HttpFields.Mutable headers) {
        headers.add(NOT_CACHED);
    }

    /** Forbids caches to keep what belongs to one receiver. */
    static void addPrivate(HttpFields.Mutable headers) {
        headers.add(PRIVATE);
    }

    /** Says for how long caches may keep a file. */
    static void addCaching(HttpFields.Mutable headers, Download download, Instant now) {
        headers.add(HttpHeader.CACHE_CONTROL, caching(download, now));
    }

    /** Adds what 304 says of a file. */
    static void addValidators(HttpFields.Mutable headers, Download download) {
        Stored stored = download.stored();
        headers.add(HttpHeader.ETAG, etag(stored));
        headers.add(
                HttpHeader.LAST_MODIFIED,
                DateGenerator.formatDate(lastModified(stored).toEpochMilli()));
    }

    /** Adds what 200 and 206 say of a file: its unchanging headers. */
    static void addRepresentation(HttpFields.Mutable headers, List<HttpField> made) {
        for (HttpField field : made) {
            headers.add(field);
        }
    }

    /** Returns the headers of 200 and 206 that are the same for every request. */
    static List<HttpField> unchanging(Download download) {
        SlotRequest request = download.upload().request();
        Stored stored = download.stored();
        return List.of(
                RANGES,
                new PreEncodedHttpField(HttpHeader.ETAG, etag(stored)),
                new PreEncodedHttpField(
                        HttpHeader.LAST_MODIFIED,
                        DateGenerator.formatDate(lastModified(stored).toEpochMilli())),
                new PreEncodedHttpField(
                        HttpHeader.CONTENT_TYPE, request.servedType().value()),
                new PreEncodedHttpField(
                        HttpHeader.CONTENT_DISPOSITION, Disposition.of(request.name(), request.servedType())),
                new PreEncodedHttpField(DigestFields.REPR_DIGEST, reprDigest(stored)));
    }

    /** Returns the strong entity tag: the digest, so equal files have equal tags. */
    static String etag(Stored stored) {
        return '"'
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(stored.digest().bytes())
                + '"';
    }

    /** Returns the value of {@code Repr-Digest} (RFC 9530 §3). */
    static String reprDigest(Stored stored) {
        return "sha-256=:" + stored.digest().base64() + ":";
    }

    static Instant lastModified(Stored stored) {
        return stored.at().truncatedTo(ChronoUnit.SECONDS);
    }

    /** A file that names its end is kept by nobody but who asked, and not a moment longer (RFC 9111 §5.2.2). */
    private static String caching(Download download, Instant now) {
        Instant expiry = download.expiry();
        Duration left = expiry.equals(Instant.MAX) ? LONGEST_CACHING : Duration.between(now, expiry);
        Duration age = left.compareTo(LONGEST_CACHING) < 0 ? left : LONGEST_CACHING;
        return download.upload().request().purpose() == Purpose.EPHEMERAL
                ? "private, max-age=" + age.toSeconds() + ", must-revalidate"
                : "public, max-age=" + age.toSeconds() + ", immutable";
    }
}
