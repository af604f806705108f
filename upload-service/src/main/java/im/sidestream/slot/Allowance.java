package im.sidestream.slot;

/**
 * What a reservation must fit into. Stored bytes and reserved ones count alike.
 *
 * @param bucket bytes that the owner may have for the purpose that is asked for, {@link Quota#UNLIMITED} for no limit
 * @param quota what the owner may have altogether
 * @param service bytes that all owners of the service may have together, {@link Quota#UNLIMITED} for no limit
 * @param evicts whether the owner's oldest message files make room where the owner's own limits are reached
 */
public record Allowance(long bucket, Quota quota, long service, boolean evicts) {
    /** Limits nothing. */
    public static final Allowance NONE = of(Quota.NONE);

    public Allowance {
        if (bucket < 0 || service < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }

    /** Limits by a quota alone. */
    public static Allowance of(Quota quota) {
        return new Allowance(Quota.UNLIMITED, quota, Quota.UNLIMITED, false);
    }
}
