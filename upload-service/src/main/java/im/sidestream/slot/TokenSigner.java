package im.sidestream.slot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens in upload links: {@code keyId.deadline.size.purpose.type.mac}, with numbers in base 36, the
 * type in base64url and an HMAC-SHA-256 over all of it and the slot id. A good token is a filter, not a right: the row
 * decides. Thread-safe.
 */
public final class TokenSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FIELDS = 6;
    private static final int RADIX = 36;

    private final Map<String, Mac> slotKeys = new LinkedHashMap<>();
    private final Map<String, Mac> deleteKeys = new LinkedHashMap<>();

    /**
     * Signs with the first key of each use and checks with all of them.
     *
     * @throws IllegalArgumentException where a use has no key
     */
    public TokenSigner(List<SigningKey> keys) {
        for (SigningKey key : keys) {
            (key.use() == SigningKey.Use.SLOT ? slotKeys : deleteKeys).put(key.id(), mac(key));
        }
        if (slotKeys.isEmpty() || deleteKeys.isEmpty()) {
            throw new IllegalArgumentException("a signing key is missing");
        }
    }

    /** Returns the token that lets its holder PUT what it describes. */
    public String sign(SlotToken token) {
        String type = token.type() == null ? "" : token.type().value();
        String keyId = slotKeys.keySet().iterator().next();
        String fields = String.join(
                ".",
                keyId,
                Long.toString(token.deadline().getEpochSecond(), RADIX),
                Long.toString(token.size(), RADIX),
                token.purpose().elementName(),
                encode(type.getBytes(StandardCharsets.US_ASCII)));
        return fields + "." + seal(slotKeys.get(keyId), token.id(), fields);
    }

    /**
     * Returns what {@code text} allows for this slot.
     *
     * @throws Refusal {@link Reason#TOKEN_INVALID} for anything that this service did not sign for this slot
     */
    public SlotToken verify(SlotId id, String text) throws Refusal {
        String[] fields = text.split("\\.", FIELDS);
        int end = text.lastIndexOf('.');
        Mac key = slotKeys.get(fields[0]);
        if (fields.length != FIELDS || key == null || !sealed(key, id, text.substring(0, end), fields[FIELDS - 1])) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This upload link is not valid.");
        }
        return parse(id, fields);
    }

    /** Returns the token that lets its holder delete the file. */
    public String signDelete(SlotId id) {
        String keyId = deleteKeys.keySet().iterator().next();
        return keyId + "." + seal(deleteKeys.get(keyId), id, keyId);
    }

    /** Returns whether {@code text} allows to delete the file. */
    public boolean verifiesDelete(SlotId id, String text) {
        int dot = text.indexOf('.');
        Mac key = dot < 0 ? null : deleteKeys.get(text.substring(0, dot));
        return key != null && sealed(key, id, text.substring(0, dot), text.substring(dot + 1));
    }

    private static SlotToken parse(SlotId id, String[] fields) throws Refusal {
        try {
            String type = new String(Base64.getUrlDecoder().decode(fields[4]), StandardCharsets.US_ASCII);
            return new SlotToken(
                    id,
                    Long.parseLong(fields[2], RADIX),
                    type.isEmpty() ? null : new MediaType(type),
                    Purpose.ofElementName(fields[3]).orElseThrow(IllegalArgumentException::new),
                    Instant.ofEpochSecond(Long.parseLong(fields[1], RADIX)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This upload link is of another version.");
        }
    }

    private static boolean sealed(Mac key, SlotId id, String fields, String seal) {
        byte[] expected = seal(key, id, fields).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.UTF_8));
    }

    private static String seal(@Nullable Mac key, SlotId id, String fields) {
        try {
            Mac mac = (Mac) Optional.ofNullable(key).orElseThrow().clone();
            return encode(mac.doFinal((id.value() + "." + fields).getBytes(StandardCharsets.US_ASCII)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Mac mac(SigningKey key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.bytes(), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("signing key " + key.id() + " is unusable", e);
        }
    }
}
