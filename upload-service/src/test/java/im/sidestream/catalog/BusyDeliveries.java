package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;

import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Senders, receivers, the stream that says what waits, and time: whatever they do, from many threads at once. */
final class BusyDeliveries {
    static final int RECEIVERS = 6;

    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(400);
    private static final SecureRandom IDS = new SecureRandom();

    private final SqlCatalog catalog;
    private final DeliveryTables tables;
    private final TestingClock clock;
    private final Said said;

    /** Goes on with what a catalog holds, and with what was seen outside of it. */
    BusyDeliveries(SqlCatalog catalog, TestingClock clock, Said said) {
        this.catalog = catalog;
        this.tables = catalog.deliveries(IDS);
        this.clock = clock;
        this.said = said;
    }

    /**
     * What was seen outside, which no crash takes back.
     *
     * @param begun deliveries whose senders were told that they go
     * @param heard stanzas that reached their receivers, each as often as it did
     * @param answered answers of which the receivers were told that they count
     * @param tried answers that were ever given, also those that a crash undid
     * @param asked whom an offer ever reached, also after a crash of which it knew nothing
     * @param sent whom a file ever reached, likewise
     */
    record Said(
            Queue<DeliveryId> begun,
            Queue<Waiting> heard,
            Queue<Answered> answered,
            Set<Answered> tried,
            Set<OfferId> asked,
            Set<OfferId> sent) {
        Said() {
            this(
                    new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedQueue<>(),
                    ConcurrentHashMap.newKeySet(),
                    ConcurrentHashMap.newKeySet(),
                    ConcurrentHashMap.newKeySet());
        }

        /** Returns what was seen so far. */
        Said copy() {
            return new Said(
                    new ConcurrentLinkedQueue<>(begun),
                    new ConcurrentLinkedQueue<>(heard),
                    new ConcurrentLinkedQueue<>(answered),
                    tried,
                    asked,
                    sent);
        }
    }

    /** An answer. */
    record Answered(OfferId offer, boolean yes) {}

    SqlCatalog catalog() {
        return catalog;
    }

    DeliveryTables tables() {
        return tables;
    }

    Said said() {
        return said;
    }

    static String receiver(int number) {
        return "user" + number + "@south.example";
    }

    /** Does one thing that somebody does; what is refused is refused. */
    void anything(Random random) {
        try {
            act(random);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Refusal)) {
                throw e;
            }
        }
    }

    private void act(Random random) {
        switch (random.nextInt(20)) {
            case 0, 1 -> start(random);
            case 2, 3, 4, 5, 6 -> answer(random, Decision.ACCEPT);
            case 7, 8, 9 -> answer(random, Decision.DECLINE);
            case 10, 11, 12, 13 -> say(random);
            case 14 -> fetch(random);
            case 15 -> received(random);
            case 16 -> withdraw(random);
            case 17 -> clock.advance(Duration.ofSeconds(random.nextInt(40)));
            case 18 -> delete(random);
            default -> tables.deliveries().expire(SERVICE, KEPT, 100).join();
        }
    }

    private void start(Random random) {
        SlotId file = Fixtures.store(catalog, JULIET, 100, clock.instant()).id();
        Delivery delivery = new Delivery(
                DeliveryId.random(IDS),
                HERS,
                file,
                new Delivery.Content("minutes.txt", 100, null),
                new Delivery.Terms("", clock.instant().plusSeconds(30 + random.nextInt(600)), true, "en"),
                Delivery.Phase.PREPARING,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        tables.deliveries().begin(delivery, new Naming(1, 1_000_000, 0)).join();
        for (int page = 0; page < 2; page++) {
            List<Invitation> invitations = new ArrayList<>();
            for (int i = 0; i < RECEIVERS; i++) {
                if (random.nextBoolean()) {
                    invitations.add(new Invitation(OfferId.random(IDS), receiver(i), null));
                }
            }
            tables.deliveries()
                    .invite(delivery.id(), invitations, new PerReceiver(1_000_000, 1_000_000))
                    .join();
        }
        tables.deliveries().open(delivery.id()).join();
        said.begun.add(delivery.id());
    }

    private void answer(Random random, Decision decision) {
        // nobody answers what never reached him
        List<Offer> offers = offers(random).stream()
                .filter(offer -> said.asked.contains(offer.id()))
                .toList();
        if (!offers.isEmpty()) {
            OfferId id = offers.get(random.nextInt(offers.size())).id();
            Answer how = new Answer(Channel.TEXT, null, null);
            Answered answer = new Answered(id, decision == Decision.ACCEPT);
            said.tried.add(answer);
            if (tables.deliveries().decide(id, decision, how).join().counts()) {
                said.answered.add(answer);
            }
        }
    }

    private List<Offer> offers(Random random) {
        List<DeliveryId> all = List.copyOf(said.begun);
        if (all.isEmpty()) {
            return List.of();
        }
        // young ones more often than old ones
        DeliveryId id = all.get(Math.max(random.nextInt(all.size()), random.nextInt(all.size())));
        return tables.deliveries().offers(id, null, 100).join().items();
    }

    /** Some of what is taken reaches the receiver and is known to; some reaches him and is not; some does neither. */
    private void say(Random random) {
        List<String> done = new ArrayList<>();
        for (Waiting row :
                tables.outbox().take(SERVICE, 1 + random.nextInt(8), 4, LEASE).join()) {
            switch (random.nextInt(8)) {
                case 0 -> reach(row);
                case 1 -> clock.advance(Duration.ofSeconds(1));
                case 2 ->
                    tables.outbox()
                            .later(row.id(), clock.instant().plusSeconds(60))
                            .join();
                case 3 -> tables.outbox().giveUp(row.id(), "no such host").join();
                default -> {
                    reach(row);
                    done.add(row.id());
                }
            }
        }
        tables.outbox().done(done).join();
    }

    private void reach(Waiting row) {
        if (row.offer() != null && row.kind() == Kind.OFFER) {
            said.asked.add(row.offer());
        }
        if (row.offer() != null && row.kind() == Kind.FILE) {
            said.sent.add(row.offer());
        }
        said.heard.add(row);
    }

    private void fetch(Random random) {
        for (Offer offer : offers(random)) {
            if (offer.link() != null) {
                int from = random.nextInt(2) * 50;
                tables.links().sent(offer.link(), from, from + 50, 100).join();
            }
        }
    }

    private void received(Random random) {
        for (Offer offer : offers(random)) {
            DeliveryState next = random.nextInt(4) == 0 ? DeliveryState.FAILED : DeliveryState.DELIVERED;
            if (offer.state() == DeliveryState.SENT) {
                tables.deliveries().advance(offer.id(), next, null).join();
            }
        }
    }

    private void withdraw(Random random) {
        List<Offer> offers = offers(random);
        if (!offers.isEmpty() && random.nextInt(3) == 0) {
            String receiver = random.nextBoolean() ? null : offers.get(0).receiver();
            tables.deliveries().withdraw(offers.get(0).delivery(), receiver).join();
        }
    }

    private void delete(Random random) {
        List<Offer> offers = offers(random);
        if (!offers.isEmpty() && random.nextInt(4) == 0) {
            SlotId file = tables.deliveries()
                    .find(offers.get(0).delivery())
                    .join()
                    .orElseThrow()
                    .file();
            if (file != null) {
                catalog.delete(file, Fixtures.BY_OWNER).join();
            }
        }
    }

    /** Says everything that waits, and what is to be said when that is. */
    void sayAll() {
        clock.advance(Duration.ofMinutes(2));
        List<Waiting> rows =
                tables.outbox().take(SERVICE, 10_000, 10_000, LEASE).join();
        while (!rows.isEmpty()) {
            rows.forEach(this::reach);
            tables.outbox().done(rows.stream().map(Waiting::id).toList()).join();
            rows = tables.outbox().take(SERVICE, 10_000, 10_000, LEASE).join();
        }
    }

    /** Ends what time ended. */
    void endAll() {
        for (int step = 0;
                step < 100 && tables.deliveries().expire(SERVICE, KEPT, 100).join() > 0;
                step++) {
            // until nothing is left
        }
    }

    /** Returns all offers of all deliveries that senders know of. */
    List<Offer> allOffers() {
        List<Offer> all = new ArrayList<>();
        String next = null;
        do {
            Page<Delivery> page = tables.deliveries().ofSender(HERS, next, 50).join();
            for (Delivery delivery : page.items()) {
                if (delivery.phase() != Delivery.Phase.PREPARING) {
                    all.addAll(tables.deliveries()
                            .offers(delivery.id(), null, 1000)
                            .join()
                            .items());
                }
            }
            next = page.next();
        } while (next != null);
        return all;
    }

    /** Returns the stanzas of a kind that reached somebody. */
    List<Waiting> heard(Kind kind) {
        return said.heard.stream().filter(row -> row.kind() == kind).toList();
    }
}
