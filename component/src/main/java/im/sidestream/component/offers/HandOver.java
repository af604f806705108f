package im.sidestream.component.offers;

import im.sidestream.component.offers.FileMessages.Source;
import im.sidestream.component.stanza.Markup;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.Via;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dom4j.Element;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.IQ;

/**
 * What is asked of other services: to ask their users, to give them a file, to take an offer back; and what is told to one
 * that asked us. Whatever is not answered goes again with the same ids, and is the same to whoever gets it twice.
 */
final class HandOver {

    private static final Logger log = LoggerFactory.getLogger(HandOver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    /** Of receivers in one request, which stays below 64 KiB (T-G12) with the longest note and name there are. */
    private static final int BYTES = 40_000;

    private static final int ROW_BYTES = 100;

    private final Correspondence work;
    private final Map<Target, List<Gathered>> gathered = new LinkedHashMap<>();

    private record Target(String relay, DeliveryId delivery) {}

    private record Gathered(Waiting row, Offering offering) {}

    HandOver(Correspondence work) {
        this.work = work;
    }

    /** Lets an offer go with others of its delivery. */
    CompletableFuture<Boolean> gather(Waiting row, Offering offering, String relay) {
        synchronized (gathered) {
            gathered.computeIfAbsent(new Target(relay, offering.delivery().id()), fresh -> new ArrayList<>())
                    .add(new Gathered(row, offering));
        }
        return CompletableFuture.completedFuture(false);
    }

    /** Sends what was gathered. */
    void flush() {
        Map<Target, List<Gathered>> all;
        synchronized (gathered) {
            all = new LinkedHashMap<>(gathered);
            gathered.clear();
        }
        all.forEach((target, list) -> pieces(list).forEach(piece -> offers(target, piece)));
    }

    private static List<List<Gathered>> pieces(List<Gathered> list) {
        List<List<Gathered>> pieces = new ArrayList<>();
        int bytes = BYTES;
        for (Gathered each : list) {
            String receiver = each.offering().offer().receiver();
            int more = ROW_BYTES + receiver.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > BYTES) {
                pieces.add(new ArrayList<>());
                bytes = 0;
            }
            pieces.get(pieces.size() - 1).add(each);
            bytes += more;
        }
        return pieces;
    }

    /**
     * What the other service says of these counts from now on: its users may answer before it answers us, and it may ask
     * some of them although we never learn of it.
     */
    private void offers(Target target, List<Gathered> list) {
        Delivery delivery = list.get(0).offering().delivery();
        Element command = Markup.COMMANDS
                .element("command")
                .addAttribute("node", HandOverForm.NODE)
                .addAttribute("action", "complete");
        command.add(HandOverForm.write(
                delivery, list.stream().map(each -> each.offering().offer()).toList()));
        List<Waiting> rows = list.stream().map(Gathered::row).toList();
        Map<OfferId, String> entrusted = list.stream()
                .map(each -> each.offering().offer().id())
                .collect(Collectors.toMap(id -> id, OfferId::value));
        CompletableFuture<Void> unused = work.deliveries()
                .handedOver(target.relay(), entrusted)
                .thenAccept(noted -> ask(rows, target.relay(), command, answer -> taken(target.relay(), list, answer)))
                .exceptionally(failure -> {
                    log.warn("offers to {} go again: {}", target.relay(), failure.getMessage());
                    return null;
                });
    }

    /** The other service asks, but for those whom it will not, or not yet. */
    private CompletableFuture<Void> taken(String relay, List<Gathered> list, IQ answer) {
        HandOverForm.Outcome outcome = HandOverForm.outcome(answer.getChildElement());
        CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
        for (Gathered each : list) {
            told = told.thenCompose(done -> taken(relay, each, outcome));
        }
        return told;
    }

    private CompletableFuture<Void> taken(String relay, Gathered one, HandOverForm.Outcome outcome) {
        Waiting row = one.row();
        String offer = one.offering().offer().id().value();
        if (outcome.later().contains(offer)) {
            return laterOrNever(row, true, "resource-constraint").get();
        }
        return outcome.refused().contains(offer)
                ? work.outbox().giveUp(row.id(), "not asked by " + relay)
                : work.outbox().done(List.of(row.id()));
    }

    /** Gives a user of another service the file. */
    CompletableFuture<Boolean> file(Waiting row, Offering offering, Source source) {
        Element file = HandOverForm.OWN
                .element("file")
                .addAttribute("offer", remote(offering))
                .addAttribute("url", source.url());
        if (source.sha256() != null) {
            file.addAttribute("sha-256", source.sha256());
        }
        return alone(row, file);
    }

    /**
     * Tells that a user of another service gets the file in band, from us. Fails with a {@link Refusal} where that service
     * will not have it so, or does not know what that is.
     */
    CompletableFuture<Void> announce(Waiting row, Offering offering) {
        Element announcement = HandOverForm.OWN
                .element(HandOverForm.IN_BAND)
                .addAttribute("offer", remote(offering))
                .addAttribute("from", work.voice().from());
        IQ iq = request(Chat.idWith(row.id(), HandOverForm.IN_BAND), row.to(), announcement);
        return work.outlet().ask().apply(iq, PATIENCE).thenCompose(answer -> {
            if (answer.getType() == IQ.Type.result) {
                return CompletableFuture.completedFuture(null);
            }
            Bounce bounce = Bounce.of(answer.getElement());
            return CompletableFuture.failedFuture(
                    bounce.isPassing()
                            ? new IOException(row.to() + ": " + bounce.condition())
                            : Refusal.of(Reason.NOT_ALLOWED, row.to() + ": " + bounce.condition()));
        });
    }

    private IQ request(String id, String to, Element content) {
        IQ iq = new IQ(IQ.Type.set, id);
        iq.getElement().addAttribute("from", work.voice().domain());
        iq.getElement().addAttribute("to", work.voice().to(to));
        iq.getElement().add(content);
        return iq;
    }

    /** Says what became of an offer, and of a yes which client has no other way to get the file than in band. */
    CompletableFuture<Boolean> outcome(Waiting row, Offering offering) {
        String word = row.payload() == null ? offering.offer().state().word() : row.payload();
        Element outcome = HandOverForm.OWN
                .element("outcome")
                .addAttribute("offer", remote(offering))
                .addAttribute("state", word);
        String problem = offering.offer().problem();
        if (problem != null && DeliveryState.UNREACHABLE.word().equals(word)) {
            outcome.addAttribute("problem", SafeText.line(problem, SafeText.NAME));
        }
        String resource = offering.offer().resource();
        if (resource != null
                && offering.offer().via() == Via.IN_BAND
                && DeliveryState.ACCEPTED.word().equals(word)) {
            outcome.addAttribute(HandOverForm.IN_BAND, resource);
        }
        return alone(row, outcome);
    }

    /** Says that an offer is taken back. */
    CompletableFuture<Boolean> retraction(Waiting row, Offering offering) {
        return alone(row, HandOverForm.OWN.element("retraction").addAttribute("offer", remote(offering)));
    }

    private static String remote(Offering offering) {
        Offer.Remote remote = offering.offer().remote();
        return remote == null ? "" : remote.id();
    }

    private CompletableFuture<Boolean> alone(Waiting row, Element content) {
        ask(List.of(row), row.to(), content, answer -> work.outbox().done(List.of(row.id())));
        return CompletableFuture.completedFuture(false);
    }

    private interface Done {
        CompletableFuture<Void> with(IQ answer);
    }

    private void ask(List<Waiting> rows, String to, Element content, Done done) {
        IQ iq = request(rows.get(0).id(), to, content);
        CompletableFuture<Void> unused = work.outlet()
                .ask()
                .apply(iq, PATIENCE)
                .thenCompose(answer -> answer.getType() == IQ.Type.result ? done.with(answer) : failed(rows, answer))
                .exceptionallyCompose(silent -> each(rows, row -> postponed(row)))
                .exceptionally(failure -> {
                    log.warn("{} said to {} goes again: {}", rows.get(0).kind(), to, failure.getMessage());
                    return null;
                });
    }

    private CompletableFuture<Void> failed(List<Waiting> rows, IQ answer) {
        Bounce bounce = Bounce.of(answer.getElement());
        return each(rows, row -> laterOrNever(row, bounce.isPassing(), bounce.condition()));
    }

    private Supplier<CompletableFuture<Void>> laterOrNever(Waiting row, boolean isPassing, String problem) {
        return isPassing && Retries.goesOn(row, problem)
                ? postponed(row)
                : () -> unheard(row).thenCompose(told -> work.outbox().giveUp(row.id(), problem));
    }

    /** A yes that the other service does not take is none, and its user shall not wait for the file. */
    private CompletableFuture<Long> unheard(Waiting row) {
        boolean isYes = row.kind() == Outbox.Kind.OUTCOME
                && DeliveryState.ACCEPTED.word().equals(row.payload());
        return isYes ? work.deliveries().withdraw(row.delivery(), null) : CompletableFuture.completedFuture(0L);
    }

    private Supplier<CompletableFuture<Void>> postponed(Waiting row) {
        return () ->
                work.outbox().later(row.id(), work.ports().clock().instant().plus(Retries.after(row.attempts())));
    }

    private static CompletableFuture<Void> each(
            List<Waiting> rows, Function<Waiting, Supplier<CompletableFuture<Void>>> action) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Waiting row : rows) {
            all = all.thenCompose(done -> action.apply(row).get());
        }
        return all;
    }
}
