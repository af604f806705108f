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
            new Sending(new Share(50, 500), Accounts.NONE, new Share(10_000, 50_000), false),
            new Asking(new PerReceiver(50, 10), 5_000, 20, Duration.ofDays(3), Duration.ofDays(30)),
            new Keeping(Duration.ofDays(30), 10_000, 100),
            1L << 20);

    /** Returns how many offers of another domain's senders are taken over in a day; a trusted one hands over more. */
    public long ofDomain(String domain) {
        return sending.trusted.include(domain)
                ? Math.max(asking.perDomain, sending.ofTrusted.perDay)
                : asking.perDomain;
    }

    /**
     * What senders may do.
     *
     * @param usual what everybody may
     * @param trusted who may more; a service whose users name ours, by its domain, too
     * @param ofTrusted what those may
     * @param withoutConsent whether a sender may let receivers be sent files without being asked
     */
    public record Sending(Share usual, Accounts trusted, Share ofTrusted, boolean withoutConsent) {
        /** Returns what this sender may. */
        public Share shareOf(String bareJid) {
            return trusted.include(bareJid) ? ofTrusted : usual;
        }
    }

    /**
     * How many receivers a sender may name.
     *
     * @param receivers of one delivery, at most
     * @param perDay within 24 hours, at most
     */
    public record Share(int receivers, long perDay) {}

    /**
     * How receivers are asked.
     *
     * @param perReceiver offers that one receiver gets
     * @param perDomain offers that are taken over for all senders of another domain within 24 hours, at most
     * @param perSecond offers that leave this service, at most
     * @param usual time to answer where the sender says none
     * @param longest time to answer that a sender may give
     */
    public record Asking(PerReceiver perReceiver, long perDomain, int perSecond, Duration usual, Duration longest) {}

    /**
     * How many offers one receiver gets within 24 hours.
     *
     * @param ofAll from all senders, at most; half of them at most come from other services
     * @param ofOne from one of them, at most, so that no one uses up what all have; without a limit for senders whose files
     *     the receiver {@link StandingConsents.Ruling#ALLOW allowed}
     */
    public record PerReceiver(int ofAll, int ofOne) {}

    /**
     * What is remembered.
     *
     * @param ended how long a delivery is known after nothing can happen to it any more
     * @param listMembers members of a receiver list, at most
     * @param lists receiver lists that a user may keep
     */
    public record Keeping(Duration ended, int listMembers, int lists) {}
}
