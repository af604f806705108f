package im.sidestream.delivery;

import im.sidestream.slot.LinkId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row of one receiver of a delivery.
 *
 * @param id names it, to the receiver alone
 * @param delivery what it belongs to
 * @param receiver the bare JID that was invited; nobody else's answer counts
 * @param code a few letters and digits to type, different for all open offers of a receiver
 * @param state how far it came
 * @param via how the file comes
 * @param resource the full JID that answered, or null where it was no client, or none that is known here
 * @param times when
 * @param link the receiver's own link, or null before there is one
 * @param remote the offer at the other service, where a domain's own component asks or another one asked us; else null
 * @param problem why it failed or is unreachable, in words, or null
 */
public record Offer(
        OfferId id,
        DeliveryId delivery,
        String receiver,
        String code,
        DeliveryState state,
        Via via,
        @Nullable String resource,
        Times times,
        @Nullable LinkId link,
        @Nullable Remote remote,
        @Nullable String problem) {

    /**
     * The same offer at another service. Nothing counts of it but what comes from there.
     *
     * @param relay the JID of that service
     * @param id what it calls the offer
     */
    public record Remote(String relay, String id) {}

    /**
     * When what happened; null for what did not.
     *
     * @param made when the row was
     * @param offered when the receiver's server had the offer
     * @param answered when the receiver decided
     * @param sent when the receiver's server had the file's message
     * @param delivered when the receiver's client had it
     * @param downloaded when the last missing byte went out
     * @param ended when it came to a state that is final
     */
    public record Times(
            Instant made,
            @Nullable Instant offered,
            @Nullable Instant answered,
            @Nullable Instant sent,
            @Nullable Instant delivered,
            @Nullable Instant downloaded,
            @Nullable Instant ended) {}
}
