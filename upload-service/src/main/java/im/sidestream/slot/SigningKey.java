package im.sidestream.slot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs tokens.
 *
 * @param id names the key inside tokens; URL-safe, without dots
 * @param use what it signs; keys of one use never verify tokens of another
 * @param secret the key's bytes in base64url
 */
public record SigningKey(String id, Use use, String secret) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 6;

    /** What a key signs. */
    public enum Use {
        /** The right to PUT into a slot. */
        SLOT,
        /** The right to delete a file. */
        DELETE
    }

    /**
     * Returns the keys that follow from a given one, a key for each use: the same on every server that was given the same
     * (HKDF-Expand, RFC 5869 §2.3, with what the key is for as its info).
     *
     * @param given random bytes, at least 32, in base64url
     */
    public static List<SigningKey> derived(String given) {
        byte[] root = Base64.getUrlDecoder().decode(given);
        return Arrays.stream(Use.values()).map(use -> derived(root, use)).toList();
    }

    private static SigningKey derived(byte[] root, Use use) {
        String purpose = "sidestream signing key 1 " + use;
        byte[] id = Arrays.copyOf(expand(root, purpose + " id"), ID_BYTES);
        return new SigningKey(encode(id), use, encode(expand(root, purpose)));
    }

    private static byte[] expand(byte[] root, String info) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(root, ALGORITHM));
            mac.update(info.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(new byte[] {1});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public byte[] bytes() {
        return Base64.getUrlDecoder().decode(secret);
    }

    @Override
    public String toString() {
        return "SigningKey[" + use + " " + id + "]";
    }
}
