package im.sidestream.http;

import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Via;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Deliveries in memory, as far as pages see and change them. */
final class KnownDeliveries implements Deliveries {
    static final Owner ALICE = new Owner("upload.example.org", "alice@example.org");

    private final Map<DeliveryId, Delivery> deliveries = new LinkedHashMap<>();
    private final Map<OfferId, Offer> offers = new LinkedHashMap<>();
    private final Set<OfferId> blocks = new HashSet<>();
    private final Random random = new Random(11);
    private final InstantSource clock;
    private final Function<SlotId, LinkId> links;
    /** How many decisions and withdrawals came. */
    int changes;

    KnownDeliveries(InstantSource clock, Function<SlotId, LinkId> links) {
        this.clock = clock;
        this.links = links;
    }

    synchronized Delivery add(SlotId file, Delivery.Content content, String note) {
        Delivery.Terms terms = new Delivery.Terms(note, clock.instant().plus(Duration.ofHours(24)), true, "en");
        Delivery delivery = new Delivery(
                DeliveryId.random(random), ALICE, file, content, terms, Delivery.Phase.OPEN, clock.instant(), null);
        deliveries.put(delivery.id(), delivery);
        return delivery;
    }

    synchronized OfferId invite(Delivery delivery, String receiver) {
        OfferId id = OfferId.random(random);
        Offer.Times times = new Offer.Times(clock.instant(), clock.instant(), null, null, null, null, null);
        put(new Offer(
                id, delivery.id(), receiver, "7K3", DeliveryState.PENDING, Via.LINK, null, times, null, null, null));
        return id;
    }

    synchronized void become(OfferId id, DeliveryState state) {
        Offer offer = offer(id);
        put(with(offer, state, offer.link()));
    }

    synchronized Offer offer(OfferId id) {
        return Objects.requireNonNull(offers.get(id));
    }

    private void put(Offer offer) {
        offers.put(offer.id(), offer);
    }

    private static Offer with(Offer offer, DeliveryState state, @Nullable LinkId link) {
        return new Offer(
                offer.id(),
                offer.delivery(),
                offer.receiver(),
                offer.code(),
                state,
                offer.via(),
                offer.resource(),
                offer.times(),
                link,
                offer.remote(),
                offer.problem());
    }

    private Offering offering(OfferId id) {
        Offer offer = offer(id);
        return new Offering(offer, Objects.requireNonNull(deliveries.get(offer.delivery())));
    }

    @Override
    public synchronized CompletableFuture<Optional<Delivery>> find(DeliveryId id) {
        return done(Optional.ofNullable(deliveries.get(id)));
    }

    @Override
    public synchronized CompletableFuture<Optional<Offering>> find(OfferId id) {
        return done(Optional.ofNullable(offers.get(id)).map(offer -> offering(id)));
    }

    @Override
    public synchronized CompletableFuture<Decided> decide(OfferId id, Decision decision, Answer how) {
        if (how.channel() != Channel.PAGE) {
            throw new IllegalArgumentException("a page decides as a page");
        }
        changes++;
        if (decision == Decision.BLOCK) {
            blocks.add(id);
        }
        Offering before = offering(id);
        DeliveryState next = decision == Decision.ACCEPT ? DeliveryState.ACCEPTED : DeliveryState.DECLINED;
        boolean inTime = clock.instant().isBefore(before.delivery().terms().answerBy());
        boolean counts = before.offer().state() == next
                || (inTime && before.offer().state().mayBecome(next));
        if (counts && before.offer().state() != next) {
            SlotId file = Objects.requireNonNull(before.delivery().file());
            put(with(before.offer(), next, decision == Decision.ACCEPT ? links.apply(file) : null));
        }
        return done(new Decided(counts, offering(id), offer(id).link()));
    }

    /** Has a receiver answer with a block. */
    synchronized void block(OfferId id) {
        blocks.add(id);
    }

    @Override
    public synchronized CompletableFuture<Boolean> blocks(OfferId id) {
        return done(blocks.contains(id));
    }

    @Override
    public synchronized CompletableFuture<Boolean> unblock(OfferId id) {
        changes++;
        return done(blocks.remove(id));
    }

    @Override
    public synchronized CompletableFuture<Page<Offer>> offers(DeliveryId id, @Nullable String after, int limit) {
        List<Offer> all = offers.values().stream()
                .filter(offer -> offer.delivery().equals(id))
                .toList();
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(all.size(), from + limit);
        return done(new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null));
    }

    @Override
    public synchronized CompletableFuture<Map<DeliveryState, Long>> summary(DeliveryId id) {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        offers.values().stream()
                .filter(offer -> offer.delivery().equals(id))
                .forEach(offer -> counts.merge(offer.state(), 1L, Long::sum));
        return done(counts);
    }

    @Override
    public synchronized CompletableFuture<Long> withdraw(DeliveryId id, @Nullable String receiver) {
        changes++;
        List<Offer> hit = offers.values().stream()
                .filter(offer -> offer.delivery().equals(id))
                .filter(offer -> receiver == null || offer.receiver().equals(receiver))
                .filter(offer -> offer.state().mayBecome(DeliveryState.WITHDRAWN))
                .toList();
        hit.forEach(offer -> put(with(offer, DeliveryState.WITHDRAWN, offer.link())));
        return done((long) hit.size());
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static UnsupportedOperationException notOnPages() {
        return new UnsupportedOperationException("no page asks for that");
    }

    @Override
    public CompletableFuture<Void> begin(Delivery delivery, Naming naming) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<List<LeftOut>> invite(DeliveryId id, List<Invitation> receivers, PerReceiver perReceiver) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Boolean> open(DeliveryId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Boolean> giveUp(DeliveryId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Optional<Delivery>> find(String service, Delivery.Origin origin) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Page<Delivery>> ofSender(Owner sender, @Nullable String after, int limit) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<UnderWay> underWay(String service) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Long> offered(Owner sender) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Optional<Offering>> find(Owner receiver, String code) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Optional<Offering>> ofStanza(String stanza) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<List<Offering>> openFor(Owner receiver, int limit) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Page<Offering>> ofReceiver(Owner receiver, @Nullable String after, int limit) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Boolean> advance(OfferId id, DeliveryState next, @Nullable String problem) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Void> handedOver(String relay, Map<OfferId, String> remotes) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Integer> expire(String service, Duration kept, int limit) {
        throw notOnPages();
    }
}
