package im.sidestream.component.command;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids of command sessions: random, and signed with whose they are. So an id that ended is told from one that never was
 * without remembering any, and somebody else's is no id at all.
 */
final class SessionIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM = 16;
    private static final int SIGNATURE = 16;

    private final SecureRandom random;
    private final SecretKeySpec key;

    SessionIds(SecureRandom random) {
        this.random = random;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    String fresh(String owner) {
        byte[] id = new byte[RANDOM];
        random.nextBytes(id);
        byte[] whole = Arrays.copyOf(id, RANDOM + SIGNATURE);
        System.arraycopy(signature(id, owner), 0, whole, RANDOM, SIGNATURE);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** Whether this id was once given to this owner. */
    boolean isOf(String id, String owner) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(id);
            return whole.length == RANDOM + SIGNATURE
                    && MessageDigest.isEqual(
                            Arrays.copyOfRange(whole, RANDOM, whole.length),
                            signature(Arrays.copyOf(whole, RANDOM), owner));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private byte[] signature(byte[] id, String owner) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(id);
            return Arrays.copyOf(mac.doFinal(owner.getBytes(StandardCharsets.UTF_8)), SIGNATURE);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
