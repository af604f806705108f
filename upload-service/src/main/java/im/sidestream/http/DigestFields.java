package im.sidestream.http;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Digests that travel in headers (RFC 9530). SHA-256 is the one that is known here; others are passed over, as the RFC
 * allows. Contents are never coded, so that a whole file's content and its representation have one digest.
 */
final class DigestFields {
    static final String REPR_DIGEST = "Repr-Digest";
    static final String CONTENT_DIGEST = "Content-Digest";

    private static final String WANT_REPR_DIGEST = "Want-Repr-Digest";
    private static final String WANT_CONTENT_DIGEST = "Want-Content-Digest";
    private static final String KEY = "(?:^|,)[ \\t]*sha-256";

    /** A member of a dictionary whose value is a byte sequence (RFC 9651 §3.2, §3.3.5). */
    private static final Pattern DIGEST = Pattern.compile(KEY + "=:([A-Za-z0-9+/=]*):");

    /** A member whose value is an integer from 0 to 10 (RFC 9530 §4). */
    private static final Pattern WISH = Pattern.compile(KEY + "=(\\d{1,2})[ \\t]*(?:;[^,]*)?(?:,|$)");

    private DigestFields() {}

    /**
     * Returns the digest that an upload says it has, or null where it says none.
     *
     * @throws Refusal if it cannot have it: {@link Reason#INVALID_REQUEST} for what is no SHA-256,
     *     {@link Reason#DIGEST_MISMATCH} for two that differ
     */
    static @Nullable Sha256 announced(HttpFields request) throws Refusal {
        Sha256 whole = digest(request, REPR_DIGEST);
        Sha256 content = digest(request, CONTENT_DIGEST);
        if (whole != null && content != null && !whole.equals(content)) {
            throw Refusal.of(Reason.DIGEST_MISMATCH, "The upload's digests are of two files.");
        }
        return whole == null ? content : whole;
    }

    /**
     * Returns the digest that a request says of the whole file, whatever part of it comes now, or null.
     *
     * @throws Refusal {@link Reason#INVALID_REQUEST} for what is no SHA-256
     */
    static @Nullable Sha256 whole(HttpFields request) throws Refusal {
        return digest(request, REPR_DIGEST);
    }

    private static @Nullable Sha256 digest(HttpFields request, String name) throws Refusal {
        String found = request.contains(name) ? last(DIGEST, request.getValuesList(name)) : null;
        try {
            return found == null ? null : Sha256.of(Base64.getDecoder().decode(found));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(Reason.INVALID_REQUEST, "The upload's " + name + " is no SHA-256.");
        }
    }

    /** Lines of one field are one list, and of members with one key the last counts (RFC 9651 §3.2). */
    private static @Nullable String last(Pattern member, List<String> lines) {
        String last = null;
        Matcher found = member.matcher(String.join(",", lines));
        for (int from = 0; found.find(from); from = found.end(1)) {
            last = found.group(1);
        }
        return last;
    }

    /** Changes what an answer says of its digests as the request wishes; {@code whole}: the file is all of its content. */
    static void heed(HttpFields request, HttpFields.Mutable answer, boolean whole) {
        if (whole && wishes(request, WANT_CONTENT_DIGEST) > 0) {
            answer.put(CONTENT_DIGEST, Objects.requireNonNull(answer.get(REPR_DIGEST)));
        }
        if (wishes(request, WANT_REPR_DIGEST) == 0) {
            answer.remove(REPR_DIGEST);
        }
    }

    /** How much SHA-256 is wanted: 0 for not at all, -1 where nothing is said of it. */
    private static int wishes(HttpFields request, String name) {
        String found = request.contains(name) ? last(WISH, request.getValuesList(name)) : null;
        return found == null ? -1 : Integer.parseInt(found);
    }

    /** Refuses an upload of what does not mean what it would be stored as (RFC 9110 §14.5, §15.5.16). */
    static void requirePlain(HttpFields request) throws Refusal {
        if (request.contains(HttpHeader.CONTENT_RANGE)) {
            throw Refusal.of(Reason.INVALID_REQUEST, "A part of a file cannot be put in its place.");
        }
        if (request.contains(HttpHeader.CONTENT_ENCODING)) {
            throw Refusal.of(Reason.TYPE_NOT_ACCEPTED, "Files are stored as they are, without a content coding.");
        }
    }
}
