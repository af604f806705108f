package im.sidestream.transfer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says that the bytes of one request are (tus 1.0 "Checksum", RFC 9530 {@code Content-Digest}).
 *
 * @param algorithm as the JDK names it
 * @param value what they must digest to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Checksum(String algorithm, byte[] value) {
    private static final Map<String, String> JDK_NAMES = Map.of(
            "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512", "sha-256", "SHA-256", "sha-512", "SHA-512");

    /** Returns the checksum, or empty for an algorithm that is not known here. */
    public static Optional<Checksum> of(String algorithm, byte[] value) {
        return Optional.ofNullable(JDK_NAMES.get(algorithm.toLowerCase(Locale.ROOT)))
                .map(name -> new Checksum(name, value));
    }

    MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    boolean isOf(MessageDigest digested) {
        return MessageDigest.isEqual(value, digested.digest());
    }
}
