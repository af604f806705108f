package im.sidestream.delivery;

import im.sidestream.slot.Accounts;
import java.time.Duration;

/**
 * What deliveries are held to.
 *
 * @param sending what senders may do
 * @param asking how receivers are asked
 * @param keeping what is remembered
 * @param inBand bytes of the largest file that is sent in the XMPP stream itself (XEP-0047)
 */
public record DeliveryLimits(Sending sending, Asking asking, Keeping keeping, long inBand) {
    /** What holds where an operator says nothing. */
    public static final DeliveryLimits STANDARD = new DeliveryLimits(
            new Sending(50, Accounts.NONE, 10_000, 20_000, false),
            new Asking(50, 20, Duration.ofDays(3), Duration.ofDays(30)),
            new Keeping(Duration.ofDays(30), 10_000, 100),
            1L << 20);

    /**
     * What senders may do.
     *
     * @param receivers of one delivery, at most
     * @param trusted who may have more of them
     * @param receiversOfTrusted of one delivery, at most
     * @param perDay receivers that a sender may name within 24 hours
     * @param withoutConsent whether a sender may let receivers be sent files without being asked
     */
    public record Sending(
            int receivers, Accounts trusted, int receiversOfTrusted, long perDay, boolean withoutConsent) {
        /** Returns how many receivers a delivery of this sender may have. */
        public int receiversFor(String bareJid) {
            return trusted.include(bareJid) ? Math.max(receivers, receiversOfTrusted) : receivers;
        }
    }

    /**
     * How receivers are asked.
     *
     * @param perReceiver offers that a receiver gets from all senders within 24 hours, at most
     * @param perSecond offers that leave this service, at most
     * @param usual time to answer where the sender says none
     * @param longest time to answer that a sender may give
     */
    public record Asking(int perReceiver, int perSecond, Duration usual, Duration longest) {}

    /**
     * What is remembered.
     *
     * @param ended how long a delivery is known after nothing can happen to it any more
     * @param listMembers members of a receiver list, at most
     * @param lists receiver lists that a user may keep
     */
    public record Keeping(Duration ended, int listMembers, int lists) {}
}
