package im.sidestream.slot;

/**
 * How much one owner may store. A day is 24 hours: the running one and the 23 before it.
 *
 * @param total bytes stored and reserved together, at most; {@link #UNLIMITED} for no limit
 * @param daily bytes reserved within a day, at most; {@link #UNLIMITED} for no limit
 * @param dailyFiles files reserved within a day, at most; {@link #UNLIMITED} for no limit
 */
public record Quota(long total, long daily, long dailyFiles) {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Limits nothing. */
    public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED);

    public Quota {
        if (total < 0 || daily < 0 || dailyFiles < 0) {
            throw new IllegalArgumentException("a quota is negative");
        }
    }

    /** Limits bytes alone. */
    public Quota(long total, long daily) {
        this(total, daily, UNLIMITED);
    }

    /** Returns whether a day has limits. */
    public boolean limitsDays() {
        return daily != UNLIMITED || dailyFiles != UNLIMITED;
    }
}
