package im.sidestream.slot;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names one upload for ever: 160 random bits as 27 URL-safe characters. Whoever knows it can fetch the file, so it is
 * never derived from a name, an account or a time (XEP-0363 §11).
 *
 * @param value the id in unpadded base64url
 */
public record SlotId(String value) {
    private static final int BYTES = 20;
    private static final int CHARACTERS = 27;

    public SlotId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a slot id");
        }
    }

    /** Returns a fresh id; {@code random} must be cryptographically strong. */
    public static SlotId random(RandomGenerator random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new SlotId(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Returns the id that {@code text} spells, or empty where it spells none. */
    public static Optional<SlotId> parse(String text) {
        return isWellFormed(text) ? Optional.of(new SlotId(text)) : Optional.empty();
    }

    private static boolean isWellFormed(String text) {
        return text.length() == CHARACTERS && isUrlSafe(text);
    }

    /** A loop: a stream would cost every request more than all else that reads its path. */
    private static boolean isUrlSafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isUrlSafe(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUrlSafe(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    @Override
    public String toString() {
        return value;
    }
}
