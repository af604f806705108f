package im.sidestream.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** The two protocols in which clients go on with an upload. */
enum Dialect {
    /** tus 1.0.0. */
    TUS,
    /** draft-ietf-httpbis-resumable-upload. */
    DRAFT;

    static final String TUS_VERSION = "1.0.0";
    static final String INTEROP = "Upload-Draft-Interop-Version";

    /** From the first version with {@code Upload-Complete} to that of draft 11; what is sent is the same in all. */
    private static final long OLDEST = 4;

    private static final long NEWEST = 8;

    /** Returns what a request speaks. */
    static Dialect of(HttpFields headers) {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        return headers.contains(ResumeHeaders.TUS) || ResumeHeaders.TUS_MEDIA.equals(type) ? TUS : DRAFT;
    }

    /** Returns the version of the draft that interim responses may be sent in, or empty where none is wanted. */
    static Optional<Long> interop(HttpFields headers) {
        return ResumeHeaders.number(headers.get(INTEROP)).filter(version -> version >= OLDEST && version <= NEWEST);
    }

    /** Returns whether a PUT invites the server to let it be gone on with (draft "Upload Creation"). */
    static boolean isCreation(HttpFields headers) {
        boolean known = !headers.contains(INTEROP) || interop(headers).isPresent();
        return known && ResumeHeaders.truth(headers.get(ResumeHeaders.COMPLETE)).isPresent();
    }

    /** Answers a version of tus that is not spoken here, and says whether it did. */
    static boolean refusedVersion(Exchange exchange) {
        String asked = exchange.request().getHeaders().get(ResumeHeaders.TUS);
        if (asked == null) {
            return false;
        }
        exchange.stamp(headers -> headers.put(ResumeHeaders.SPOKEN));
        if (asked.equals(TUS_VERSION)) {
            return false;
        }
        exchange.headers().put(ResumeHeaders.VERSION);
        exchange.refuse(412, "This version of tus is not spoken here.");
        return true;
    }
}
