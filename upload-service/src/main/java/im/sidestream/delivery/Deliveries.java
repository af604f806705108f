package im.sidestream.delivery;

import im.sidestream.slot.LinkId;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rows of deliveries and offers. Changes are on the disk when their futures complete; futures fail as those of
 * {@link im.sidestream.slot.Catalog} do. Each change is conditional, so that whatever comes twice, late or from two
 * processes counts once.
 */
public interface Deliveries {
    /**
     * Makes the row of a delivery, in {@link Delivery.Phase#PREPARING}, and counts the receivers that it names. One that is
     * there already stays, and is not counted again.
     *
     * <p>Refused: {@link im.sidestream.slot.Reason#QUOTA_EXCEEDED} for more receivers than may be named in a day, whatever
     * other orders come at the same moment, to whichever process; nothing is written then.
     */
    CompletableFuture<Void> begin(Delivery delivery, Naming naming);

    /**
     * Adds receivers to a delivery that is being prepared, or one of another service that is open, a few hundred at a time;
     * those it has already are left out, and so
     * is whoever must not be disturbed. With a ruling {@link StandingConsents.Ruling#ALLOW}, or terms without consent, the
     * offer begins as {@link DeliveryState#ACCEPTED}. Refused: {@link im.sidestream.slot.Reason#GONE} for any other
     * delivery.
     *
     * @param perReceiver how many offers one receiver gets in a day
     */
    CompletableFuture<List<LeftOut>> invite(
            DeliveryId id, List<Invitation> receivers, DeliveryLimits.PerReceiver perReceiver);

    /** Lets a delivery begin: its offers go out from now on. Answers false if it was not being prepared. */
    CompletableFuture<Boolean> open(DeliveryId id);

    /**
     * Forgets a delivery that is being prepared, as if it had not been ordered: what it counted is given back to its hour.
     * Answers false, and changes nothing, if it is not being prepared any more.
     */
    CompletableFuture<Boolean> giveUp(DeliveryId id);

    CompletableFuture<Optional<Delivery>> find(DeliveryId id);

    /** Returns what another service handed over, by what it calls it: a request that comes twice makes one delivery. */
    CompletableFuture<Optional<Delivery>> find(String service, Delivery.Origin origin);

    /** Lists a sender's deliveries, newest first. */
    CompletableFuture<Page<Delivery>> ofSender(Owner sender, @Nullable String after, int limit);

    /** Lists the offers of a delivery in the order in which its receivers were named. */
    CompletableFuture<Page<Offer>> offers(DeliveryId id, @Nullable String after, int limit);

    /** Returns how many receivers of a delivery are in which state. */
    CompletableFuture<Map<DeliveryState, Long>> summary(DeliveryId id);

    /** Returns how many receivers a sender named within the last 24 hours. */
    CompletableFuture<Long> offered(Owner sender);

    CompletableFuture<Optional<Offering>> find(OfferId id);

    /** Returns a receiver's offer by what was to be typed; codes of offers that are not open are forgotten after a while. */
    CompletableFuture<Optional<Offering>> find(Owner receiver, String code);

    /**
     * Returns the offer that a stanza of ours was about, for answers, receipts and bounces, which name it.
     *
     * @param stanza the id of a row of the {@link Outbox}, waiting or done
     */
    CompletableFuture<Optional<Offering>> ofStanza(String stanza);

    /** Lists offers that a receiver may still decide on, newest first: those pending, and those accepted and not yet sent. */
    CompletableFuture<List<Offering>> openFor(Owner receiver, int limit);

    /** Lists all offers that a receiver got and that are still known, newest first. */
    CompletableFuture<Page<Offering>> ofReceiver(Owner receiver, @Nullable String after, int limit);

    /**
     * Takes a receiver's decision. The first one wins, but a yes may become a no until the file goes out. To say the same
     * again is no fault. After the time to answer nothing counts. A yes makes the receiver's own link and lets the
     * file go out ({@link Outbox.Kind#FILE}, or {@link Outbox.Kind#HAND_FILE} where the receiver's own service asked);
     * where another service has the file it makes no link, and every answer goes there ({@link Outbox.Kind#OUTCOME}).
     * A block is remembered as a {@link StandingConsents standing} one. Once the file's message was
     * {@link Outbox#take taken} to be sent the yes stands. Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}.
     */
    CompletableFuture<Decided> decide(OfferId id, Decision decision, Answer how);

    /** Returns whether a block of the sender that was the answer to this offer holds, and nothing was decided since. */
    CompletableFuture<Boolean> blocks(OfferId id);

    /**
     * Takes such a block back: the receiver is asked again when the sender offers something else. What was said to this offer
     * stays. Answers whether there was one. Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}.
     */
    CompletableFuture<Boolean> unblock(OfferId id);

    /**
     * Moves an offer on, if {@link DeliveryState#mayBecome} allows it, and answers whether it did. Decisions are not taken
     * here.
     *
     * @param problem in words, or null
     */
    CompletableFuture<Boolean> advance(OfferId id, DeliveryState next, @Nullable String problem);

    /**
     * Says that another service asks its users for us, and what it calls the offers. Their files go to that service from
     * then on ({@link Outbox.Kind#HAND_FILE}).
     *
     * @param relay the JID of that service
     */
    CompletableFuture<Void> handedOver(String relay, Map<OfferId, String> remotes);

    /**
     * Withdraws what was not fetched: of one receiver, or of all; answers how many those were. Their links answer 410 then.
     * Of all, a delivery that is being prepared is over with it: whoever was not named yet is not any more, and what it
     * counted is given back. One receiver who was not named yet is {@link #invite left out} when his turn comes.
     */
    CompletableFuture<Long> withdraw(DeliveryId id, @Nullable String receiver);

    /**
     * Ends what time ended, at most {@code limit} offers: silence becomes no-answer, and what was not fetched of files that
     * are gone becomes expired. Closes deliveries with nothing left to happen; forgets what a crash left in preparation
     * for an hour, with what it counted, and deliveries that ended longer than {@code kept} ago. Answers how many rows that were.
     */
    CompletableFuture<Integer> expire(String service, Duration kept, int limit);

    /** Counts what is under way; looks at all offers of open deliveries. */
    CompletableFuture<UnderWay> underWay(String service);

    /**
     * What is under way.
     *
     * @param deliveries that are open
     * @param offers of those, by their states
     */
    record UnderWay(long deliveries, Map<DeliveryState, Long> offers) {
        public UnderWay {
            offers = Map.copyOf(offers);
        }

        /** Returns both together. */
        public UnderWay plus(UnderWay other) {
            Map<DeliveryState, Long> all = new EnumMap<>(DeliveryState.class);
            all.putAll(offers);
            other.offers.forEach((state, count) -> all.merge(state, count, Long::sum));
            return new UnderWay(deliveries + other.deliveries, all);
        }
    }

    /**
     * How a receiver answered.
     *
     * @param channel where
     * @param via how the file is to come; null leaves the choice to us
     * @param resource the full JID that answered, or null where it was no client
     */
    record Answer(
            Channel channel, @Nullable Via via, @Nullable String resource) {}

    /**
     * What became of a decision.
     *
     * @param counts whether it is what holds now
     * @param offering the offer as it is now
     * @param link made for a receiver who accepts, else null
     */
    record Decided(
            boolean counts, Offering offering, @Nullable LinkId link) {}

    /**
     * A receiver who is not asked.
     *
     * @param receiver who
     * @param why what the report has: {@code blocked} and {@code limit} look the same to the sender
     * @param until when that is over, where the sender may know, or null
     */
    record LeftOut(String receiver, Why why, @Nullable Instant until) {
        /** Somebody who is not asked for a reason that nobody says the end of. */
        public LeftOut(String receiver, Why why) {
            this(receiver, why, null);
        }

        /** Why somebody is not asked. */
        public enum Why {
            /** Named before. */
            REPEATED,
            /** Wants no offers of this sender, or none at all. */
            BLOCKED,
            /** Got as many of all senders as anybody may get in a day. */
            LIMIT,
            /** Got as many of this sender as anybody gets of one in a day. */
            OFTEN,
            /** Was withdrawn while receivers were still being named. */
            WITHDRAWN,
            /** Is no account that could be asked: no address at all, the sender, or this service. */
            INVALID
        }
    }
}
