package im.sidestream.slot;

import java.util.Base64;

/**
 * A secret that signs tokens.
 *
 * @param id names the key inside tokens; URL-safe, without dots
 * @param use what it signs; keys of one use never verify tokens of another
 * @param secret the key's bytes in base64url
 */
public record SigningKey(String id, Use use, String secret) {
    /** What a key signs. */
    public enum Use {
        /** The right to PUT into a slot. */
        SLOT,
        /** The right to delete a file. */
        DELETE
    }

    public byte[] bytes() {
        return Base64.getUrlDecoder().decode(secret);
    }

    @Override
    public String toString() {
        return "SigningKey[" + use + " " + id + "]";
    }
}
