package im.sidestream.component.offers;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.Message;

/** Says one row of the outbox: as what is true at that moment demands. */
final class Dispatch {

    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration AWAY = Duration.ofSeconds(1);

    /** How long an offer waits for what its receiver's domain says of itself, if that is not known before. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** So long a service has that starts anew: then it is looked for once more. */
    private static final Duration DOUBT = Duration.ofSeconds(10);

    /** From this attempt on, after that second look, a domain of which something is silent has no service. */
    private static final int DOUBTS = 2;

    private static final Set<DeliveryState> ANY = EnumSet.allOf(DeliveryState.class);
    /** One that came back for now goes again. */
    private static final Set<DeliveryState> FILE_MAY_GO = Set.of(DeliveryState.ACCEPTED, DeliveryState.SENT);

    private static final CompletableFuture<Boolean> SETTLED = CompletableFuture.completedFuture(false);

    private final Correspondence work;
    private final OfferMessage offers;
    private final FileMessages files;
    private final InBandAttempts inBand;
    private final FileSources sources;
    private final Reports reports;
    private final HandOver handOver;
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();

    Dispatch(Correspondence work, Pages pages) {
        this.work = work;
        this.offers = new OfferMessage(work.voice(), pages);
        this.files = new FileMessages(work.voice());
        this.sources = new FileSources(work.ports().uploads(), pages);
        this.reports = new Reports(work, pages);
        this.handOver = new HandOver(work);
        this.inBand = new InBandAttempts(work, files, handOver);
    }

    /**
     * Says it.
     *
     * @return true once it is on the stream and waits for the stream's confirmation alone; false for what is settled, or
     *     waits for an answer of its own
     */
    CompletableFuture<Boolean> say(Waiting row) {
        CompletableFuture<Boolean> said;
        try {
            said = begin(row);
        } catch (RuntimeException fault) {
            said = CompletableFuture.failedFuture(fault);
        }
        return said.exceptionallyCompose(failure -> postpone(row, failure));
    }

    /** Sends what was gathered for other services. */
    void flush() {
        handOver.flush();
    }

    /** Returns how many offers only waited since this was asked last: of those nothing left. */
    int waited() {
        return waiting.getAndSet(0);
    }

    private CompletableFuture<Boolean> begin(Waiting row) {
        return switch (row.kind()) {
            case OFFER -> about(row, Set.of(DeliveryState.PENDING), offering -> offer(row, offering));
            case FILE -> about(row, FILE_MAY_GO, offering -> file(row, offering));
            case HAND_FILE -> about(row, Set.of(DeliveryState.ACCEPTED), offering -> handFile(row, offering));
            case OUTCOME -> about(row, ANY, offering -> handOver.outcome(row, offering));
            case RETRACTION -> about(row, ANY, offering -> retraction(row, offering));
            case REPORT -> reports.send(row).thenCompose(there -> there ? spoken() : settle(row));
            case HAND_OVER -> settle(row);
        };
    }

    /** What is no longer so is not said any more. */
    private CompletableFuture<Boolean> about(
            Waiting row, Set<DeliveryState> states, Function<Offering, CompletableFuture<Boolean>> saying) {
        if (row.offer() == null) {
            return settle(row);
        }
        return work.deliveries().find(row.offer()).thenCompose(found -> {
            Optional<Offering> current =
                    found.filter(offering -> states.contains(offering.offer().state()));
            return current.isEmpty() ? settle(row) : saying.apply(current.get());
        });
    }

    private CompletableFuture<Boolean> offer(Waiting row, Offering offering) {
        if (offering.delivery().handedOver().isPresent()) {
            return send(List.of(offers.of(row.id(), offering)));
        }
        Offer.Remote remote = offering.offer().remote();
        if (remote != null) {
            // it may have asked already, whatever its domain says of itself now: nobody is asked by two
            return handOver.gather(row, offering, remote.relay());
        }
        String domain = Peers.domainOf(offering.offer().receiver());
        Optional<Peers.Way> known = work.peers().known(domain);
        if (known.isEmpty()) {
            return look(row, domain);
        }
        Peers.Way way = known.get();
        return switch (way.kind()) {
            case DIRECT -> send(List.of(offers.of(row.id(), offering)));
            case PEER ->
                isHeardThere(offering)
                        ? handOver.gather(row, offering, way.relay())
                        : send(List.of(offers.of(row.id(), offering)));
            case DOUBTFUL -> row.attempts() < DOUBTS ? later(row, DOUBT) : send(List.of(offers.of(row.id(), offering)));
            case UNREACHABLE ->
                Retries.goesOn(row, way.problem())
                                && !work.peers()
                                        .isNobody(domain, offering.delivery().begun())
                        ? later(row, Retries.after(row.attempts()))
                        : giveUp(row, way.problem());
        };
    }

    /** What waits for that is said as soon as it is known; it was not tried. */
    private CompletableFuture<Boolean> look(Waiting row, String domain) {
        if (work.peers().isAsked(domain)) {
            waiting.incrementAndGet();
        }
        CompletableFuture<Peers.Way> found = work.peers().find(domain);
        return work.outbox()
                .putOff(row.id(), work.ports().clock().instant().plus(LOOK))
                .thenApply(kept -> {
                    if (looking.add(row.id())) {
                        CompletableFuture<Boolean> unused = found.thenCompose(way -> goOn(row));
                    }
                    return false;
                });
    }

    private CompletableFuture<Boolean> goOn(Waiting row) {
        looking.remove(row.id());
        return later(row, Duration.ZERO);
    }

    /** Other services take from us what is of our own domain's users; for others' we ask ourselves. */
    private boolean isHeardThere(Offering offering) {
        String sender = Peers.domainOf(offering.delivery().sender().jid());
        return Peers.maySpeakFor(BareJid.ofSender(work.voice().domain()), sender);
    }

    private CompletableFuture<Boolean> file(Waiting row, Offering offering) {
        return inBand.begin(row, offering)
                .orElseGet(() ->
                        sources.of(row, offering).thenCompose(source -> send(files.of(row.id(), offering, source))));
    }

    /** To another service's user, who gets it from us in band, or else a link from that service. */
    private CompletableFuture<Boolean> handFile(Waiting row, Offering offering) {
        return inBand.begin(row, offering)
                .orElseGet(() -> sources.of(row, offering).thenCompose(source -> handOver.file(row, offering, source)));
    }

    private CompletableFuture<Boolean> retraction(Waiting row, Offering offering) {
        if (offering.delivery().handedOver().isEmpty() && offering.offer().remote() != null) {
            return handOver.retraction(row, offering);
        }
        if (!isTold(offering.offer().times())) {
            // what was taken to be said may be on its way still: that is known when the lease is over
            return row.attempts() == 1 ? later(row, OutboxPump.LEASE) : settle(row);
        }
        String receiver = offering.offer().receiver();
        Phrases phrases = work.voice().phrases(receiver);
        String text = phrases.text(
                "retracted",
                SafeText.line(offering.delivery().sender().jid(), SafeText.NAME),
                OfferMessage.file(offering.delivery().content(), phrases));
        Message message = Chat.to(work.voice(), receiver, row.id(), text)
                .in(phrases)
                .thread(offering.offer().id())
                .plain();
        return send(List.of(message));
    }

    /** Nothing is taken back that was put off, and so never said. */
    private static boolean isTold(Offer.Times times) {
        return times.offered() != null || times.sent() != null;
    }

    private CompletableFuture<Boolean> send(List<Message> messages) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        messages.forEach(message -> written.add(work.outlet().send().apply(message)));
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                .thenApply(done -> true);
    }

    private static CompletableFuture<Boolean> spoken() {
        return CompletableFuture.completedFuture(true);
    }

    private CompletableFuture<Boolean> settle(Waiting row) {
        return work.outbox().done(List.of(row.id())).thenCompose(done -> SETTLED);
    }

    private CompletableFuture<Boolean> later(Waiting row, Duration pause) {
        return work.outbox()
                .later(row.id(), work.ports().clock().instant().plus(pause))
                .thenCompose(done -> SETTLED);
    }

    private CompletableFuture<Boolean> giveUp(Waiting row, String problem) {
        return work.outbox().giveUp(row.id(), problem).thenCompose(done -> SETTLED);
    }

    /** What cannot be said now is said later; what a refusal says will not get better is given up. */
    private CompletableFuture<Boolean> postpone(Waiting row, Throwable failure) {
        Throwable cause = RefusalErrors.unwrap(failure);
        if (!work.outlet().isOpen() || RefusalErrors.isAway(cause)) {
            // nothing is wrong with the row
            return later(row, AWAY);
        }
        if (cause instanceof Refusal refusal) {
            return giveUp(row, String.valueOf(refusal.getMessage()));
        }
        log.warn("{} {} could not be said: {}", row.kind(), row.id(), String.valueOf(cause.getMessage()));
        return row.attempts() >= Retries.MOST && row.kind() != Kind.REPORT
                ? giveUp(row, "could not be sent")
                : later(row, Retries.after(row.attempts()));
    }
}
