package im.sidestream.delivery;

import im.sidestream.slot.BareJid;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One file to many: checks what a sender orders, and begins, answers and withdraws deliveries. Futures fail with a
 * {@link Refusal} for an expected "no", and never block their caller. Thread-safe.
 */
public final class Distributor {
    private static final int LONGEST_NOTE = 2_000;

    private final Deliveries deliveries;
    private final OwnUploads uploads;
    private final Rules rules;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor later;

    /** Wires it. */
    public Distributor(Deliveries deliveries, OwnUploads uploads, Rules rules, Surroundings surroundings) {
        this.deliveries = deliveries;
        this.uploads = uploads;
        this.rules = rules;
        this.clock = surroundings.clock;
        this.random = surroundings.random;
        this.later = surroundings.later;
    }

    /**
     * What it stands in.
     *
     * @param random must be cryptographically strong: ids are all that offers are protected by on the page
     * @param later runs what is tried again because the catalog was away, after a pause
     */
    public record Surroundings(InstantSource clock, RandomGenerator random, Executor later) {}

    /**
     * What senders are held to, asked each time.
     *
     * @param entitled whether an account may send at all, by its bare JID
     * @param limits what holds now
     */
    public record Rules(Predicate<String> entitled, Supplier<DeliveryLimits> limits) {}

    /**
     * Begins a delivery; when the future completes its offers go out, whatever happens to this process. A catalog that is
     * away for some seconds only delays it.
     *
     * <p>Refused: {@link Reason#NOT_ALLOWED} for senders who are not entitled, or may not send without asking;
     * {@link Reason#NOT_FOUND}, {@link Reason#GONE} for a file that is not there or not the sender's;
     * {@link Reason#QUOTA_EXCEEDED} for too many receivers, at once or within a day; {@link Reason#INVALID_REQUEST} without a
     * receiver, for a time that is over or too late, and for a note that is too long; {@link Reason#UNAVAILABLE} while the
     * catalog is away; {@link Reason#GONE} where the sender took it back before anybody was asked.
     */
    public CompletableFuture<Started> start(Order order) {
        Receivers receivers = Receivers.of(order.sender(), order.receivers());
        Instant answerBy;
        try {
            require(order, receivers);
            answerBy = answerBy(order);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        return uploads.find(order.sender(), order.file())
                .thenCompose(file -> start(delivery(order, file, answerBy), receivers));
    }

    private void require(Order order, Receivers receivers) throws Refusal {
        DeliveryLimits.Sending limits = rules.limits.get().sending();
        if (!rules.entitled.test(order.sender().jid())) {
            throw Refusal.of(Reason.NOT_ALLOWED, "You may not send files here.");
        }
        if (!order.consent() && !limits.withoutConsent()) {
            throw Refusal.of(Reason.NOT_ALLOWED, "Receivers must be asked first.");
        }
        if (receivers.accounts().isEmpty()) {
            throw Refusal.of(Reason.INVALID_REQUEST, "There is nobody to ask.");
        }
        if (order.note().length() > LONGEST_NOTE) {
            throw Refusal.of(Reason.INVALID_REQUEST, "A note has at most " + LONGEST_NOTE + " characters.");
        }
        int most = limits.shareOf(order.sender().jid()).receivers();
        if (receivers.accounts().size() > most) {
            throw Refusal.of(Reason.QUOTA_EXCEEDED, "A delivery of yours has at most " + most + " receivers.")
                    .about("receivers", most);
        }
    }

    /** Returns until when receivers may answer, before the file's own end is known. */
    private Instant answerBy(Order order) throws Refusal {
        DeliveryLimits.Asking limits = rules.limits.get().asking();
        Instant now = clock.instant();
        Instant asked = order.answerBy();
        if (asked == null) {
            return now.plus(limits.usual()).truncatedTo(ChronoUnit.SECONDS);
        }
        if (!asked.isAfter(now)) {
            throw Refusal.of(Reason.INVALID_REQUEST, "The time to answer is over already.");
        }
        if (Duration.between(now, asked).compareTo(limits.longest()) > 0) {
            throw Refusal.of(
                    Reason.INVALID_REQUEST,
                    "The time to answer ends within " + limits.longest().toHours() + " hours at the latest.");
        }
        return asked.truncatedTo(ChronoUnit.MILLIS);
    }

    private Naming naming(Delivery delivery, int receivers) {
        DeliveryLimits limits = rules.limits.get();
        String sender = delivery.sender().jid();
        return new Naming(
                receivers,
                limits.sending().shareOf(sender).perDay(),
                limits.ofDomain(sender.substring(sender.indexOf('@') + 1)));
    }

    private Delivery delivery(Order order, OwnUpload file, Instant answerBy) {
        Instant end = file.expires();
        Instant until = end != null && end.isBefore(answerBy) ? end : answerBy;
        return new Delivery(
                DeliveryId.random(random),
                order.sender(),
                order.file(),
                new Delivery.Content(
                        file.upload().request().name().value(),
                        file.upload().request().size(),
                        file.upload().request().servedType().essence()),
                new Delivery.Terms(order.note(), until, order.consent(), order.language()),
                Delivery.Phase.PREPARING,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
    }

    private CompletableFuture<Started> start(Delivery delivery, Receivers receivers) {
        List<Invitation> invitations = receivers.accounts().stream()
                .map(receiver -> new Invitation(OfferId.random(random), receiver, null))
                .toList();
        Patience patience = new Patience(clock, later);
        Preparation preparation = new Preparation(deliveries, rules.limits, patience);
        return patience.with(() -> deliveries.begin(delivery, naming(delivery, invitations.size())))
                .thenCompose(there -> preparation.fill(delivery.id(), invitations))
                .exceptionallyCompose(failure -> preparation.giveUp(delivery.id(), failure))
                .thenApply(leftOut -> {
                    // accounts are named once here: one that was there already is there by a step that was taken twice
                    List<Deliveries.LeftOut> really = leftOut.stream()
                            .filter(each -> each.why() != Deliveries.LeftOut.Why.REPEATED)
                            .toList();
                    List<Deliveries.LeftOut> all = new ArrayList<>(receivers.invalid());
                    all.addAll(really);
                    return new Started(delivery, (long) invitations.size() - really.size(), all);
                });
    }

    /**
     * Asks one of our users for another service, which has the file and the sender. That one checked its sender; here the
     * limits on receivers count, and those on senders and their domains. The same request again changes nothing.
     *
     * <p>Refused: {@link Reason#QUOTA_EXCEEDED} until there is room in a day; {@link Reason#INVALID_REQUEST} for a time to
     * answer that is over
     *
     * @param delivery in {@link Delivery.Phase#PREPARING}, with its origin; an answer is awaited for no longer than our
     *     own senders may let it be
     */
    public CompletableFuture<List<Deliveries.LeftOut>> takeOver(Delivery delivery, Invitation receiver) {
        DeliveryLimits limits = rules.limits.get();
        Instant now = clock.instant();
        if (!delivery.terms().answerBy().isAfter(now)) {
            return refuse(Reason.INVALID_REQUEST, "The time to answer is over already.");
        }
        Delivery bounded = delivery.answeredBy(now.plus(limits.asking().longest()));
        Delivery.Origin origin = Objects.requireNonNull(delivery.origin());
        return deliveries
                .begin(bounded, naming(bounded, 1))
                // a request that came at the same moment may have made it under another id
                .thenCompose(begun -> deliveries.find(delivery.sender().service(), origin))
                .thenCompose(found -> new Preparation(deliveries, rules.limits, new Patience(clock, later))
                        .fill(found.orElse(bounded).id(), List.of(receiver)));
    }

    /**
     * Takes an answer of an account over XMPP; it counts only from the account that was invited.
     * Refused: {@link Reason#NOT_FOUND}.
     */
    public CompletableFuture<Deliveries.Decided> decide(
            Owner receiver, OfferId id, Decision decision, Deliveries.Answer how) {
        return deliveries
                .find(id)
                .thenCompose(offering ->
                        offering.filter(found -> isTo(receiver, found)).isPresent()
                                ? deliveries.decide(id, decision, how)
                                : refuse(Reason.NOT_FOUND, "There is no such offer."));
    }

    /** Takes an answer of whoever knows the offer's id: the page is open to nobody else. Refused: as above. */
    public CompletableFuture<Deliveries.Decided> decideOnPage(OfferId id, Decision decision) {
        Deliveries.Answer how = new Deliveries.Answer(Channel.PAGE, Via.PAGE, null);
        return deliveries
                .find(id)
                .thenCompose(offering -> offering.isPresent()
                        ? deliveries.decide(id, decision, how)
                        : refuse(Reason.NOT_FOUND, "There is no such offer."));
    }

    /**
     * Takes an answer that another service tells; it counts only from the one that asks for us. Refused: as above.
     *
     * @param inBand the full JID that answered and has no other way to get the file, or null; that of another account than
     *     the invited one is not heard
     */
    public CompletableFuture<Deliveries.Decided> decideAt(
            String relay, OfferId id, Decision decision, @Nullable String inBand) {
        return deliveries
                .find(id)
                .thenCompose(offering -> offering.filter(found -> isAt(relay, found))
                        .map(found -> deliveries.decide(id, decision, told(found.offer(), inBand)))
                        .orElseGet(() -> refuse(Reason.NOT_FOUND, "There is no such offer.")));
    }

    private static Deliveries.Answer told(Offer offer, @Nullable String inBand) {
        boolean isReceivers = inBand != null
                && inBand.indexOf('/') > 0
                && inBand.indexOf('/') < inBand.length() - 1
                && BareJid.ofSender(inBand).equals(offer.receiver());
        return isReceivers
                ? new Deliveries.Answer(Channel.PEER, Via.IN_BAND, inBand)
                : new Deliveries.Answer(Channel.PEER, Via.LINK, null);
    }

    private static boolean isTo(Owner receiver, Offering offering) {
        return offering.offer().receiver().equals(receiver.jid())
                && offering.delivery().sender().service().equals(receiver.service());
    }

    private static boolean isAt(String relay, Offering offering) {
        Offer.Remote remote = offering.offer().remote();
        return remote != null
                && remote.relay().equals(relay)
                && offering.delivery().handedOver().isEmpty();
    }

    /** Lists a sender's deliveries, newest first. */
    public CompletableFuture<Page<Delivery>> deliveries(Owner sender, @Nullable String after, int limit) {
        return deliveries.ofSender(sender, after, limit);
    }

    /** Returns a sender's delivery. Refused: {@link Reason#NOT_FOUND}. */
    public CompletableFuture<Delivery> delivery(Owner sender, DeliveryId id) {
        return deliveries
                .find(id)
                .thenCompose(found -> found.filter(delivery -> delivery.sender().equals(sender))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> refuse(Reason.NOT_FOUND, "There is no such delivery.")));
    }

    /** Returns how many receivers of a sender's delivery are in which state. Refused: {@link Reason#NOT_FOUND}. */
    public CompletableFuture<Map<DeliveryState, Long>> summary(Owner sender, DeliveryId id) {
        return delivery(sender, id).thenCompose(delivery -> deliveries.summary(id));
    }

    /** Lists the offers of a sender's delivery in the order of its receivers. Refused: {@link Reason#NOT_FOUND}. */
    public CompletableFuture<Page<Offer>> offers(Owner sender, DeliveryId id, @Nullable String after, int limit) {
        return delivery(sender, id).thenCompose(delivery -> deliveries.offers(id, after, limit));
    }

    /**
     * Withdraws what was not fetched, of one receiver or of all, and returns how many those were. Refused:
     * {@link Reason#NOT_FOUND}.
     *
     * @param receiver a bare JID, or null for all
     */
    public CompletableFuture<Long> withdraw(Owner sender, DeliveryId id, @Nullable String receiver) {
        return delivery(sender, id).thenCompose(delivery -> deliveries.withdraw(id, receiver));
    }

    /**
     * Takes back the block that an answer to this offer was, for whoever knows its id, and answers whether one held. Refused:
     * {@link Reason#NOT_FOUND}.
     */
    public CompletableFuture<Boolean> askAgain(OfferId id) {
        return deliveries.unblock(id);
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
