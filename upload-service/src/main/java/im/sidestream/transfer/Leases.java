package im.sidestream.transfer;

import java.time.Duration;

/**
 * How long one writer holds a slot.
 *
 * @param lease without any byte arriving
 * @param retry after its first claim a broken upload may be tried again
 */
public record Leases(Duration lease, Duration retry) {
    /** The house's choice: half a minute of silence, ten minutes for another try. */
    public static final Leases DEFAULT = new Leases(Duration.ofSeconds(30), Duration.ofMinutes(10));

    /** Returns after what time arriving bytes renew the lease: often enough that one lost renewal does no harm. */
    Duration renewal() {
        return lease.dividedBy(3);
    }
}
