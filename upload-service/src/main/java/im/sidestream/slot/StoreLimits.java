package im.sidestream.slot;

/**
 * How full the store may become.
 *
 * @param total bytes that all owners may have stored and reserved together, {@link Quota#UNLIMITED} for no limit
 * @param keepFree bytes that stay free on the store when everything is there that was reserved
 * @param evicts whether an owner's oldest message files make room where the owner's own limits are reached
 */
public record StoreLimits(long total, long keepFree, boolean evicts) {
    /** Limits nothing. */
    public static final StoreLimits NONE = new StoreLimits(Quota.UNLIMITED, 0, false);

    public StoreLimits {
        if (total < 0 || keepFree < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }
}
