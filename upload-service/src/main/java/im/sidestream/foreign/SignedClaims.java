package im.sidestream.foreign;

import im.sidestream.slot.BareJid;
import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.SlotToken;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Prosody's mod_http_file_share with a base URL: the PUT carries a JSON Web Token (RFC 7519) with HMAC-SHA-256 (RFC 7518
 * §3.2), which names the account, the file, its end and that of the token.
 */
final class SignedClaims implements Vouching {
    private static final String ALGORITHM = "HS256";

    private final ForeignIssuer issuer;
    private final Seal seal;

    SignedClaims(ForeignIssuer issuer) {
        this.issuer = issuer;
        this.seal = new Seal(issuer.secret());
    }

    @Override
    public ForeignSlot require(ForeignLink link, ForeignPut put, Instant now) throws Refusal {
        if (put.bearer() == null) {
            throw Refusal.of(Reason.TOKEN_MISSING, "This upload needs the Authorization header of its slot.");
        }
        Map<String, Object> claims = claims(put.bearer());
        try {
            ForeignSlot slot = slot(link, claims);
            if (slot.until() == null || !slot.until().isAfter(now)) {
                throw Refusal.of(Reason.SLOT_EXPIRED, "The time of this upload link is over.");
            }
            requireFit(slot, slot.until(), put);
            return slot;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    private Map<String, Object> claims(String token) throws Refusal {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !seal.matches(parts[0] + "." + parts[1], decode(parts[2]))) {
            throw invalid();
        }
        Map<String, Object> header = FlatJson.read(text(parts[0])).orElseThrow(SignedClaims::invalid);
        if (!ALGORITHM.equals(header.get("alg"))) {
            throw invalid();
        }
        return FlatJson.read(text(parts[1])).orElseThrow(SignedClaims::invalid);
    }

    /** The whole path is the slot's, so that one token fills one row. */
    private ForeignSlot slot(ForeignLink link, Map<String, Object> claims) throws Refusal {
        String name = text(claims, "filename");
        if (!link.path().equals(text(claims, "slot") + "/" + name)) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This token is for another link.");
        }
        boolean ends = claims.containsKey("expires");
        SlotRequest request = new SlotRequest(
                issuer.service(),
                BareJid.ofSender(text(claims, "sub")),
                new FileName(name),
                number(claims, "filesize"),
                claims.get("filetype") instanceof String type
                        ? MediaType.parse(type).orElse(null)
                        : null,
                ends ? Purpose.EPHEMERAL : Purpose.MESSAGE,
                ends ? Instant.ofEpochSecond(number(claims, "expires")) : null);
        return new ForeignSlot(link.id(), request, true, Instant.ofEpochSecond(number(claims, "exp")));
    }

    private static void requireFit(ForeignSlot slot, Instant until, ForeignPut put) throws Refusal {
        SlotRequest request = slot.request();
        MediaType sent = put.type() == null ? null : MediaType.parse(put.type()).orElse(null);
        new SlotToken(slot.id(), request.size(), request.type(), request.purpose(), until)
                .requireFit(put.length(), sent);
    }

    private static String text(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException(name);
    }

    private static long number(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(name);
    }

    private static String text(String part) {
        return new String(decode(part), StandardCharsets.UTF_8);
    }

    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static Refusal invalid() {
        return Refusal.of(Reason.TOKEN_INVALID, "This upload's token is not valid.");
    }
}
