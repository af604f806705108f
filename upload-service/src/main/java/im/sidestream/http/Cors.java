package im.sidestream.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * Lets web clients of any origin upload and fetch (XEP-0363 §9 asks for it). No credentials of a browser are ever
 * accepted, so the wildcard gives nobody more than the link itself does.
 */
final class Cors {
    /** What the data plane answers at all. */
    static final String METHODS = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";

    private static final HttpField ORIGIN = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField EXPOSED = new PreEncodedHttpField(
            "Access-Control-Expose-Headers",
            "Accept-Ranges, Content-Digest, Content-Disposition, Content-Length, Content-Range, ETag, Location, Repr-Digest,"
                    + " Retry-After, Tus-Checksum-Algorithm, Tus-Extension, Tus-Resumable, Tus-Version, Upload-Complete,"
                    + " Upload-Expires, Upload-Length, Upload-Limit, Upload-Offset");
    private static final HttpField ALLOWED_METHODS = new PreEncodedHttpField("Access-Control-Allow-Methods", METHODS);
    private static final HttpField ALLOWED_HEADERS = new PreEncodedHttpField(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Digest, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range,"
                    + " If-Unmodified-Since, Range, Repr-Digest, Tus-Resumable, Upload-Checksum, Upload-Complete,"
                    + " Upload-Draft-Interop-Version, Upload-Length, Upload-Offset, Want-Content-Digest, Want-Repr-Digest,"
                    + " X-HTTP-Method-Override, X-Request-ID");
    private static final HttpField MAX_AGE = new PreEncodedHttpField("Access-Control-Max-Age", "7200");

    private Cors() {}

    /** Adds what every answer needs to be readable by a page of another origin. */
    static void addTo(HttpFields.Mutable headers) {
        headers.add(ORIGIN);
        headers.add(EXPOSED);
    }

    /** Takes that away from an answer that is for nobody but its reader. */
    static void removeFrom(HttpFields.Mutable headers) {
        headers.remove(ORIGIN.getName());
        headers.remove(EXPOSED.getName());
    }

    /** Adds what answers a preflight request. */
    static void addPreflight(HttpFields.Mutable headers) {
        headers.add(ALLOWED_METHODS);
        headers.add(ALLOWED_HEADERS);
        headers.add(MAX_AGE);
    }
}
