package im.sidestream.slot;

import java.util.Base64;
import java.util.HexFormat;

/**
 * A SHA-256 digest of a whole file.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {
    private static final int BYTES = 32;

    public Sha256 {
        if (HexFormat.of().parseHex(hex).length != BYTES) {
            throw new IllegalArgumentException("not a SHA-256 digest");
        }
    }

    /** Wraps the 32 bytes of a digest. */
    public static Sha256 of(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Returns the digest as XEP-0300 and RFC 9530 write it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    @Override
    public String toString() {
        return hex;
    }
}
