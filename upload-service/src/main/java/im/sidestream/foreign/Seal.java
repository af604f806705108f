package im.sidestream.foreign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA-256 (RFC 2104) as other servers use it: the secret's UTF-8 bytes are the key. Thread-safe. */
final class Seal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HEX_DIGITS = 64;

    private final Mac keyed;

    Seal(String secret) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the secret is no key", e);
        }
    }

    /** Returns whether {@code hex} is the seal of {@code message}; takes as long whichever digit is wrong. */
    boolean matches(String message, @Nullable String hex) {
        return hex != null && hex.length() == HEX_DIGITS && matches(message, bytes(hex));
    }

    boolean matches(String message, byte[] seal) {
        return MessageDigest.isEqual(of(message), seal);
    }

    private byte[] of(String message) {
        try {
            return ((Mac) keyed.clone()).doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " cannot be cloned", e);
        }
    }

    /** Digits alone: what else the JDK's parser refuses, it does with an exception. */
    private static byte[] bytes(String hex) {
        return hex.chars().allMatch(HexFormat::isHexDigit) ? HexFormat.of().parseHex(hex) : new byte[0];
    }
}
