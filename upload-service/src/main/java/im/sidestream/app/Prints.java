package im.sidestream.app;

import im.sidestream.config.Agreed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What other processes may know of a configuration: a hash of each value, salted with the store's id and the key's name, so
 * that equal values of one key are known and nothing else. Secrets are hashed slowly: one that was chosen badly shall not be
 * found by trying.
 */
final class Prints {
    private static final int ROUNDS = 200_000;
    private static final int BITS = 128;

    private Prints() {}

    static SortedMap<String, String> of(List<Agreed> agreed, String store) {
        SortedMap<String, String> prints = new TreeMap<>();
        for (Agreed each : agreed) {
            byte[] salt = (store + "\n" + each.name() + "\n").getBytes(StandardCharsets.UTF_8);
            byte[] print = each.secret() ? slow(salt, each.text()) : fast(salt, each.text());
            prints.put(each.name(), Base64.getUrlEncoder().withoutPadding().encodeToString(print));
        }
        return prints;
    }

    private static byte[] fast(byte[] salt, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), BITS / Byte.SIZE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] slow(byte[] salt, String secret) {
        PBEKeySpec work = new PBEKeySpec(secret.toCharArray(), salt, ROUNDS, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(work)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            work.clearPassword();
        }
    }
}
