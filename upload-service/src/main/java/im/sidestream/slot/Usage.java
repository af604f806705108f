package im.sidestream.slot;

import java.util.EnumMap;
import java.util.Map;

/**
 * What somebody has stored and reserved.
 *
 * @param owner whose
 * @param byPurpose bytes and files of each purpose that has any
 * @param today bytes and files reserved within 24 hours (the running one and the 23 before it)
 */
public record Usage(Owner owner, Map<Purpose, Amount> byPurpose, Amount today) {
    public Usage {
        Map<Purpose, Amount> copy = new EnumMap<>(Purpose.class);
        copy.putAll(byPurpose);
        byPurpose = Map.copyOf(copy);
    }

    /** Returns what all purposes have together. */
    public Amount total() {
        return byPurpose.values().stream().reduce(Amount.NONE, Amount::plus);
    }

    /**
     * So many bytes in so many files.
     *
     * @param bytes stored and reserved
     * @param files stored and reserved
     */
    public record Amount(long bytes, long files) {
        /** Nothing. */
        public static final Amount NONE = new Amount(0, 0);

        /** Returns both together. */
        public Amount plus(Amount other) {
            return new Amount(bytes + other.bytes, files + other.files);
        }
    }
}
