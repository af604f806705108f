package im.sidestream.http;

import im.sidestream.slot.MediaType;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotToken;
import im.sidestream.transfer.Checksum;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the bytes that it adds to an upload.
 *
 * @param offset where they begin
 * @param length how many they are, or -1 where it does not say
 * @param complete whether the upload ends with them, or null where it does not say
 * @param consistent whether all it says of the upload's length is the slot's size
 * @param checksum of them, or null
 * @param whole the digest that the whole file shall have, or null
 * @param creation whether it is a PUT, which begins the upload
 */
record AppendRequest(
        long offset,
        long length,
        @Nullable Boolean complete,
        boolean consistent,
        @Nullable Checksum checksum,
        @Nullable Sha256 whole,
        boolean creation) {
    private static final Pattern CONTENT_DIGEST = Pattern.compile("(sha-256|sha-512)=:([A-Za-z0-9+/=]+):");

    /** The last version of the draft in which a PATCH needed no media type; a proxy may have dropped the version. */
    private static final long UNTYPED = 5;

    /**
     * Reads a PATCH or PUT.
     *
     * @throws Refusal {@link Reason#INVALID_REQUEST}, {@link Reason#TYPE_NOT_ACCEPTED} or {@link Reason#FILE_TOO_LARGE}
     */
    static AppendRequest of(Request request, Dialect dialect, SlotToken allowed) throws Refusal {
        HttpFields headers = request.getHeaders();
        boolean creation = HttpMethod.PUT.is(request.getMethod());
        requireType(headers, dialect, creation ? allowed : null);
        long offset = creation
                ? 0
                : ResumeHeaders.number(headers.get(ResumeHeaders.OFFSET))
                        .orElseThrow(() -> invalid("A part of an upload must say where it begins."));
        long length =
                headers.contains(HttpHeader.TRANSFER_ENCODING) ? -1 : headers.getLongField(HttpHeader.CONTENT_LENGTH);
        if (length > allowed.size() - offset && offset <= allowed.size()) {
            throw Refusal.tooLarge(allowed.size());
        }
        Boolean complete =
                ResumeHeaders.truth(headers.get(ResumeHeaders.COMPLETE)).orElse(null);
        boolean fits = !Boolean.TRUE.equals(complete) || length < 0 || offset + length == allowed.size();
        boolean told = ResumeHeaders.number(headers.get(ResumeHeaders.LENGTH))
                .filter(size -> size != allowed.size())
                .isEmpty();
        return new AppendRequest(
                offset, length, complete, fits && told, checksum(headers), DigestFields.whole(headers), creation);
    }

    /** A PUT has the file's own type; a PATCH that of a part (tus 1.0.0 "PATCH", draft "Upload Append"). */
    private static void requireType(HttpFields headers, Dialect dialect, @Nullable SlotToken creating) throws Refusal {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        Optional<MediaType> parsed = type == null ? Optional.empty() : MediaType.parse(type);
        if (creating != null) {
            if (type != null && parsed.isEmpty()) {
                throw Refusal.of(Reason.TYPE_NOT_ACCEPTED, "The media type is malformed.");
            }
            creating.requireFit(-1, parsed.orElse(null));
            return;
        }
        boolean mayLack = type == null
                && dialect == Dialect.DRAFT
                && Dialect.interop(headers).orElse(UNTYPED) <= UNTYPED;
        String wanted = dialect == Dialect.TUS ? ResumeHeaders.TUS_MEDIA : ResumeHeaders.DRAFT_MEDIA;
        if (!mayLack
                && parsed.filter(sent -> sent.sameAs(new MediaType(wanted))).isEmpty()) {
            throw Refusal.of(Reason.TYPE_NOT_ACCEPTED, "A part of an upload has the type " + wanted + ".");
        }
    }

    /** Reads {@code Upload-Checksum} (tus 1.0.0 "Checksum"), else {@code Content-Digest} (RFC 9530 §2). */
    private static @Nullable Checksum checksum(HttpFields headers) throws Refusal {
        String tus = headers.get("Upload-Checksum");
        if (tus != null) {
            String[] parts = tus.strip().split(" ", 2);
            return Checksum.of(parts[0], parts.length == 2 ? decoded(parts[1]) : new byte[0])
                    .orElseThrow(() -> invalid("This checksum algorithm is not known here."));
        }
        String digest = headers.get("Content-Digest");
        Matcher known = CONTENT_DIGEST.matcher(digest == null ? "" : digest);
        return known.find()
                ? Checksum.of(known.group(1), decoded(known.group(2))).orElse(null)
                : null;
    }

    private static byte[] decoded(String base64) throws Refusal {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw invalid("The checksum is not base64.");
        }
    }

    private static Refusal invalid(String why) {
        return Refusal.of(Reason.INVALID_REQUEST, why);
    }
}
