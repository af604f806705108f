package im.sidestream.catalog;

import im.sidestream.slot.LinkId;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Draws the names that rows of deliveries get.
 *
 * @param random cryptographically strong
 */
record Ids(RandomGenerator random) {
    /** Neither vowels, of which words could come, nor letters and digits that look like others. */
    private static final String LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ";

    private static final long VERSION = 0xF000L;
    private static final long RANDOM_VERSION = 0x4000L;
    private static final long VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

    /** Returns the id of a stanza: a random UUID (RFC 9562 §5.4). */
    String stanza() {
        long high = (random.nextLong() & ~VERSION) | RANDOM_VERSION;
        long low = (random.nextLong() & VARIANT) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    LinkId link() {
        return LinkId.random(random);
    }

    /** Returns something short to type. */
    String code(int length) {
        StringBuilder code = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
