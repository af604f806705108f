package im.sidestream.component.offers;

import im.sidestream.component.offers.FileMessages.Source;
import im.sidestream.component.offers.HandOverForm.Request;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Distributor;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Via;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/** What is done for other services: only for senders of their own domains, and only with what is theirs. */
final class PeerRequests {

    private static final int LONGEST_URL = 2_000;
    private static final String STRANGER = "You do not speak for this sender.";

    private final Correspondence work;
    private final Distributor distributor;
    private final Predicate<String> isServed;
    private final FileMessages files;
    private final Announcements announcements = new Announcements();
    private final SecureRandom random = new SecureRandom();

    PeerRequests(Correspondence work, Distributor distributor, Predicate<String> isServed) {
        this.work = work;
        this.distributor = distributor;
        this.isServed = isServed;
        this.files = new FileMessages(work.voice());
    }

    /**
     * Asks our users. Each receiver is a delivery of its own here: however the other service groups them when it asks again,
     * nobody is asked twice.
     */
    CompletableFuture<@Nullable Element> ask(String relay, Element command) {
        Request request = HandOverForm.read(command).orElse(null);
        if (request == null) {
            return refuse(Reason.INVALID_REQUEST, "This is no list of receivers.");
        }
        String domain = Peers.domainOf(request.origin());
        if (!Peers.maySpeakFor(relay, domain)) {
            return refuse(Reason.NOT_ALLOWED, STRANGER);
        }
        Peers peers = work.peers();
        return peers.find(domain)
                .thenCompose(
                        way -> way.isPeer(relay) ? CompletableFuture.completedFuture(way) : peers.findAfresh(domain))
                .thenCompose(way -> way.isPeer(relay) ? asked(relay, request) : refuse(whyNot(way), STRANGER));
    }

    /** What cannot be known now is asked again. */
    private static Reason whyNot(Peers.Way way) {
        return switch (way.kind()) {
            case DIRECT, PEER -> Reason.NOT_ALLOWED;
            case DOUBTFUL, UNREACHABLE -> Reason.UNAVAILABLE;
        };
    }

    /** A limit that all of them meet is told as an error, so that the whole comes again later. */
    private CompletableFuture<@Nullable Element> asked(String relay, Request request) {
        Map<OfferId, String> receivers = request.receivers();
        HandOverForm.Outcome outcome = new HandOverForm.Outcome(new HashSet<>(), new HashSet<>());
        Round round = new Round(relay, request, outcome, new AtomicReference<>());
        return ask(round, receivers.entrySet().iterator()).thenCompose(done -> {
            Throwable limit = round.limit.get();
            return limit != null && outcome.later().size() == receivers.size()
                    ? CompletableFuture.failedFuture(limit)
                    : CompletableFuture.completedFuture(HandOverForm.answer(outcome));
        });
    }

    /**
     * One request being worked on.
     *
     * @param limit what those met who are put off
     */
    private record Round(
            String relay, Request request, HandOverForm.Outcome outcome, AtomicReference<@Nullable Throwable> limit) {}

    private CompletableFuture<Void> ask(Round round, Iterator<Map.Entry<OfferId, String>> rest) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        Map.Entry<OfferId, String> next = rest.next();
        String there = next.getKey().value();
        if (!isServed.test(next.getValue())) {
            round.outcome.refused().add(there);
            return ask(round, rest);
        }
        // at random, because whoever knows it may answer on the page: not even the other service does
        Invitation invitation = new Invitation(OfferId.random(random), next.getValue(), there);
        return distributor
                .takeOver(delivery(round.relay, round.request, there), invitation)
                .thenApply(PeerRequests::isAsked)
                .exceptionallyCompose(failure -> notNow(failure, round.limit))
                .thenCompose(asked -> {
                    if (asked.isEmpty()) {
                        // of one sender: the others would meet the same limit
                        round.outcome.later().add(there);
                        rest.forEachRemaining(other ->
                                round.outcome.later().add(other.getKey().value()));
                    } else if (!asked.get()) {
                        round.outcome.refused().add(there);
                    }
                    return ask(round, rest);
                });
    }

    /** Who was named before was asked before. */
    private static Optional<Boolean> isAsked(List<Deliveries.LeftOut> leftOut) {
        return Optional.of(leftOut.stream().allMatch(each -> each.why() == Deliveries.LeftOut.Why.REPEATED));
    }

    /** Empty for what passes with the day. What is over here already was asked, too. */
    private static CompletableFuture<Optional<Boolean>> notNow(
            Throwable failure, AtomicReference<@Nullable Throwable> limit) {
        Reason reason = RefusalErrors.unwrap(failure) instanceof Refusal refusal ? refusal.reason() : null;
        if (reason == Reason.QUOTA_EXCEEDED) {
            limit.set(failure);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return reason == Reason.GONE
                ? CompletableFuture.completedFuture(Optional.of(true))
                : CompletableFuture.failedFuture(failure);
    }

    private Delivery delivery(String relay, Request request, String there) {
        return new Delivery(
                DeliveryId.random(random),
                new Owner(work.ports().service(), request.origin()),
                null,
                request.content(),
                request.terms(),
                Delivery.Phase.PREPARING,
                work.ports().clock().instant(),
                new Delivery.Origin(relay, there));
    }

    /** Gives our user the file that was accepted. */
    CompletableFuture<@Nullable Element> file(String relay, Element file) {
        String there = file.attributeValue("offer", "");
        String url = file.attributeValue("url", "");
        String hash = file.attributeValue("sha-256");
        if (url.length() > LONGEST_URL
                || !url.matches("https?://[^\\s<>\"']+")
                || (hash != null && !hash.matches("[A-Za-z0-9+/=]{44}"))) {
            return refuse(Reason.INVALID_REQUEST, "This is no link.");
        }
        return ofRelay(relay, there).thenCompose(offering -> {
            Offer offer = offering.offer();
            if (offer.state() != DeliveryState.ACCEPTED) {
                return offer.state() == DeliveryState.SENT || offer.state() == DeliveryState.DELIVERED
                        ? CompletableFuture.completedFuture(null)
                        : refuse(Reason.GONE, "This offer is not accepted.");
            }
            Outbox.Waiting row = new Outbox.Waiting(
                    Chat.idOf("file " + relay + " " + there),
                    Outbox.Kind.FILE,
                    offer.receiver(),
                    offer.delivery(),
                    offer.id(),
                    FileSources.written(new Source(url, hash)),
                    0);
            return work.outbox().add(work.ports().service(), row).thenApply(done -> null);
        });
    }

    /**
     * Tells our user that the file comes in band, from the other service itself: whether it does is known there, and what
     * does not comes as a {@link #file} still.
     */
    CompletableFuture<@Nullable Element> inBand(String relay, Element announcement) {
        String there = announcement.attributeValue("offer", "");
        String from = announcement.attributeValue("from", "");
        if (from.length() > LONGEST_URL
                || !Peers.domainOf(BareJid.ofSender(from)).equals(relay)) {
            return refuse(Reason.INVALID_REQUEST, "This is no address of yours.");
        }
        return ofRelay(relay, there).thenCompose(offering -> {
            Offer offer = offering.offer();
            if (offer.state() != DeliveryState.ACCEPTED || offer.via() != Via.IN_BAND) {
                return refuse(Reason.GONE, "This offer awaits no file in band.");
            }
            if (!announcements.isDue(offer.id())) {
                return CompletableFuture.completedFuture(null);
            }
            String id = Chat.idOf(HandOverForm.IN_BAND + " " + relay + " " + there);
            return work.outlet()
                    .send()
                    .apply(files.comingInBand(id, offering, from))
                    .thenApply(done -> null);
        });
    }

    /** Takes back what is offered to our user. */
    CompletableFuture<@Nullable Element> retraction(String relay, Element retraction) {
        return ofRelay(relay, retraction.attributeValue("offer", ""))
                .thenCompose(offering -> work.deliveries()
                        .withdraw(offering.delivery().id(), null)
                        .thenApply(count -> null));
    }

    /** The offer here that a service there made; that of another service is not there. */
    private CompletableFuture<Offering> ofRelay(String relay, String there) {
        return work.deliveries()
                .find(work.ports().service(), new Delivery.Origin(relay, there))
                .thenCompose(found -> found.map(this::offering).orElseGet(PeerRequests::unknown));
    }

    /** Each of these deliveries has one receiver. */
    private CompletableFuture<Offering> offering(Delivery delivery) {
        return work.deliveries()
                .offers(delivery.id(), null, 1)
                .thenCompose(page -> page.items().stream()
                        .findFirst()
                        .map(offer -> CompletableFuture.completedFuture(new Offering(offer, delivery)))
                        .orElseGet(PeerRequests::unknown));
    }

    private static <T> CompletableFuture<T> unknown() {
        return refuse(Reason.NOT_FOUND, "There is no such offer.");
    }

    /** Learns what became of an offer that another service asks for us: from that service alone. */
    CompletableFuture<@Nullable Element> outcome(String relay, Element outcome) {
        OfferId id = OfferId.parse(outcome.attributeValue("offer", "")).orElse(null);
        if (id == null) {
            return unknown();
        }
        String problem = outcome.attributeValue("problem");
        return switch (outcome.attributeValue("state", "")) {
            case "accepted" -> decided(relay, id, Decision.ACCEPT, outcome.attributeValue(HandOverForm.IN_BAND));
            case "declined" -> decided(relay, id, Decision.DECLINE, null);
            case "no-answer" -> moved(relay, id, DeliveryState.NO_ANSWER, null);
            case "unreachable" ->
                moved(
                        relay,
                        id,
                        DeliveryState.UNREACHABLE,
                        problem == null ? null : SafeText.line(problem, SafeText.NAME));
            case "failed" -> moved(relay, id, DeliveryState.FAILED, null);
            case "sent" -> moved(relay, id, DeliveryState.SENT, null);
            case "delivered" -> moved(relay, id, DeliveryState.DELIVERED, null);
            case "expired" -> moved(relay, id, DeliveryState.NO_ANSWER, null);
            case "downloaded" -> came(relay, id);
            case "pending", "withdrawn" -> CompletableFuture.completedFuture(null);
            default -> refuse(Reason.INVALID_REQUEST, "This is no state.");
        };
    }

    /** What the service that has the file gave our user itself, which calls the offer so. */
    private CompletableFuture<@Nullable Element> came(String relay, OfferId there) {
        return ofRelay(relay, there.value())
                .thenCompose(offering -> work.deliveries()
                        .advance(offering.offer().id(), DeliveryState.DOWNLOADED, null)
                        .thenApply(moved -> null));
    }

    /** Whoever asked for us tells its user where a yes came too late. */
    private CompletableFuture<@Nullable Element> decided(
            String relay, OfferId id, Decision decision, @Nullable String inBand) {
        return distributor
                .decideAt(relay, id, decision, inBand)
                .thenCompose(decided -> decided.counts() || decision != Decision.ACCEPT
                        ? CompletableFuture.completedFuture(null)
                        : unknown());
    }

    private CompletableFuture<@Nullable Element> moved(
            String relay, OfferId id, DeliveryState state, @Nullable String problem) {
        return work.deliveries().find(id).thenCompose(found -> {
            Offer.Remote remote = found.map(Offering::offer).map(Offer::remote).orElse(null);
            boolean theirs = remote != null
                    && remote.relay().equals(relay)
                    && found.get().delivery().handedOver().isEmpty();
            return theirs ? work.deliveries().advance(id, state, problem).thenApply(done -> null) : unknown();
        });
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
