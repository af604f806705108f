package im.sidestream.slot;

/**
 * How much one owner may store.
 *
 * @param total bytes stored and reserved together, at most; {@link #UNLIMITED} for no limit
 * @param daily bytes reserved within 24 hours (the running one and the 23 before it), at most; {@link #UNLIMITED} for no limit
 */
public record Quota(long total, long daily) {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Limits nothing. */
    public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED);

    public Quota {
        if (total < 0 || daily < 0) {
            throw new IllegalArgumentException("a quota is negative");
        }
    }
}
