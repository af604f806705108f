package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;

import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Deliveries.Decided;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.Via;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A catalog with a file of Juliet's, and what happens to deliveries of it. */
final class DeliveryFixture implements AutoCloseable {
    static final Owner HERS = new Owner(SERVICE, JULIET);
    static final Duration TIME = Duration.ofHours(24);
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration KEPT = Duration.ofDays(30);
    static final int MANY = 1000;
    static final PerReceiver ANY = new PerReceiver(MANY, MANY);
    static final Answer TYPED = new Answer(Channel.TEXT, null, null);
    static final long SIZE = 100;

    private final SecureRandom random = new SecureRandom();
    final TestingClock clock;
    final SqlCatalog catalog;
    final DeliveryTables tables;

    DeliveryFixture(Opening opening, Path directory, TestingClock clock) {
        this.clock = clock;
        catalog = opening.open(directory, new Rules(clock, () -> Retention.FOREVER));
        tables = catalog.deliveries(random);
    }

    interface Opening {
        SqlCatalog open(Path directory, Rules rules);
    }

    Deliveries deliveries() {
        return tables.deliveries();
    }

    Outbox outbox() {
        return tables.outbox();
    }

    SlotId file() {
        return Fixtures.store(catalog, JULIET, SIZE, clock.instant()).id();
    }

    Delivery draft(@Nullable SlotId file, boolean consent, Delivery.@Nullable Origin origin) {
        return new Delivery(
                DeliveryId.random(random),
                HERS,
                file,
                new Delivery.Content("minutes.txt", SIZE, "text/plain"),
                new Delivery.Terms("please read", clock.instant().plus(TIME), consent, "en"),
                Delivery.Phase.PREPARING,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                origin);
    }

    Delivery begun() {
        return begun(draft(file(), true, null));
    }

    Delivery begun(Delivery draft) {
        return begun(draft, 0);
    }

    private Delivery begun(Delivery draft, int receivers) {
        deliveries().begin(draft, new Naming(receivers, MANY, MANY)).join();
        return draft;
    }

    List<Deliveries.LeftOut> invite(Delivery delivery, String... receivers) {
        return deliveries()
                .invite(
                        delivery.id(),
                        Stream.of(receivers).map(this::invitation).toList(),
                        ANY)
                .join();
    }

    Invitation invitation(String receiver) {
        return new Invitation(OfferId.random(random), receiver, null);
    }

    /** An open delivery of a new file to these. */
    Delivery opened(String... receivers) {
        Delivery delivery = begun(draft(file(), true, null), receivers.length);
        invite(delivery, receivers);
        deliveries().open(delivery.id()).join();
        return delivery;
    }

    Offer offer(Delivery delivery, String receiver) {
        return offers(delivery).stream()
                .filter(offer -> offer.receiver().equals(receiver))
                .findFirst()
                .orElseThrow();
    }

    List<Offer> offers(Delivery delivery) {
        List<Offer> all = new ArrayList<>();
        String next = null;
        do {
            var page = deliveries().offers(delivery.id(), next, 100).join();
            all.addAll(page.items());
            next = page.next();
        } while (next != null);
        return all;
    }

    DeliveryState state(Delivery delivery, String receiver) {
        return offer(delivery, receiver).state();
    }

    Delivery now(Delivery delivery) {
        return deliveries().find(delivery.id()).join().orElseThrow();
    }

    Map<DeliveryState, Long> summary(Delivery delivery) {
        return deliveries().summary(delivery.id()).join();
    }

    Decided decide(Delivery delivery, String receiver, Decision decision) {
        return deliveries()
                .decide(offer(delivery, receiver).id(), decision, TYPED)
                .join();
    }

    boolean accept(Delivery delivery, String receiver) {
        return decide(delivery, receiver, Decision.ACCEPT).counts();
    }

    boolean decline(Delivery delivery, String receiver) {
        return decide(delivery, receiver, Decision.DECLINE).counts();
    }

    boolean advance(Delivery delivery, String receiver, DeliveryState next) {
        return deliveries().advance(offer(delivery, receiver).id(), next, null).join();
    }

    List<Waiting> take() {
        return outbox().take(SERVICE, MANY, MANY, LEASE).join();
    }

    /** Takes everything and lets it be said; returns those of a kind. */
    List<Waiting> said(Kind kind) {
        List<Waiting> all = take();
        outbox().done(all.stream().map(Waiting::id).toList()).join();
        return all.stream().filter(one -> one.kind() == kind).toList();
    }

    List<Waiting> taken(Kind kind) {
        return take().stream().filter(one -> one.kind() == kind).toList();
    }

    int expire() {
        return deliveries().expire(SERVICE, KEPT, MANY).join();
    }

    void delete(SlotId file) {
        catalog.delete(file, Fixtures.BY_OWNER).join();
    }

    static Answer by(Channel channel, Via via) {
        return new Answer(channel, via, null);
    }

    Upload upload(SlotId file) {
        return catalog.find(file).join().orElseThrow();
    }

    @Override
    public void close() {
        catalog.close();
    }
}
