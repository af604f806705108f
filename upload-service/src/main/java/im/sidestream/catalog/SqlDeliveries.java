package im.sidestream.catalog;

import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Deliveries and offers in the catalog's database. */
final class SqlDeliveries implements Deliveries {
    /** So many rows in a transaction that nobody who asks for a slot waits for them. */
    private static final int STEP = 200;

    private final Changes<DeliveryStatements> changes;
    private final Reads readers;
    private final Rules rules;
    private final Ids ids;

    SqlDeliveries(Changes<DeliveryStatements> changes, Reads readers, Rules rules, Ids ids) {
        this.changes = changes;
        this.readers = readers;
        this.rules = rules;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Void> begin(Delivery delivery, Naming naming) {
        return changes.submit(true, statements -> {
            statements.beginnings().begin(delivery, naming);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<LeftOut>> invite(
            DeliveryId id, List<Invitation> receivers, DeliveryLimits.PerReceiver perReceiver) {
        return changes.submit(true, statements -> statements.invitations().invite(id, receivers, perReceiver, ids));
    }

    @Override
    public CompletableFuture<Boolean> open(DeliveryId id) {
        return changes.<Boolean>submit(
                        true, statements -> statements.invitations().open(id, ids))
                .thenCompose(opened -> opened ? release(id) : CompletableFuture.completedFuture(false));
    }

    /** A crash in between is made good by {@link #expire}. */
    private CompletableFuture<Boolean> release(DeliveryId id) {
        return changes.<Integer>submitSingle(
                        true, statements -> statements.invitations().release(id, STEP))
                .thenCompose(released -> released < STEP ? CompletableFuture.completedFuture(true) : release(id));
    }

    @Override
    public CompletableFuture<Boolean> giveUp(DeliveryId id) {
        return changes.<Integer>submit(true, statements -> {
                    Optional<OfferRows.Whole> whole = statements.invitations().lock(id);
                    return whole.isPresent() ? statements.endings().giveUp(whole.get(), STEP) : 0;
                })
                .thenCompose(step -> step < STEP
                        ? CompletableFuture.completedFuture(step > 0)
                        : giveUp(id).thenApply(more -> true));
    }

    @Override
    public CompletableFuture<Optional<Delivery>> find(DeliveryId id) {
        return readers.read(reader -> reader.deliveries().find(id));
    }

    @Override
    public CompletableFuture<Optional<Delivery>> find(String service, Delivery.Origin origin) {
        return readers.read(reader -> reader.deliveries().find(service, origin));
    }

    @Override
    public CompletableFuture<Page<Delivery>> ofSender(Owner sender, @Nullable String after, int limit) {
        return SqlInventory.from(after)
                .thenCompose(
                        cursor -> readers.read(reader -> reader.deliveries().ofSender(sender, cursor, limit)));
    }

    @Override
    public CompletableFuture<Page<Offer>> offers(DeliveryId id, @Nullable String after, int limit) {
        return SqlInventory.from(after == null ? "0" : after)
                .thenCompose(
                        cursor -> readers.read(reader -> reader.deliveries().offers(id, cursor.before(), limit)));
    }

    @Override
    public CompletableFuture<Map<DeliveryState, Long>> summary(DeliveryId id) {
        return readers.read(reader -> reader.deliveries().summary(id));
    }

    @Override
    public CompletableFuture<Long> offered(Owner sender) {
        return readers.read(reader -> reader.deliveries().offered(sender, rules.now()));
    }

    @Override
    public CompletableFuture<Optional<Offering>> find(OfferId id) {
        return readers.read(reader -> reader.deliveries().find(id));
    }

    @Override
    public CompletableFuture<Optional<Offering>> find(Owner receiver, String code) {
        return readers.read(reader -> reader.deliveries().find(receiver, code));
    }

    @Override
    public CompletableFuture<Optional<Offering>> ofStanza(String stanza) {
        return readers.read(reader -> reader.deliveries().ofStanza(stanza));
    }

    @Override
    public CompletableFuture<List<Offering>> openFor(Owner receiver, int limit) {
        return readers.read(reader -> reader.deliveries().openFor(receiver, rules.now(), limit));
    }

    @Override
    public CompletableFuture<Page<Offering>> ofReceiver(Owner receiver, @Nullable String after, int limit) {
        return SqlInventory.from(after)
                .thenCompose(
                        cursor -> readers.read(reader -> reader.deliveries().ofReceiver(receiver, cursor, limit)));
    }

    @Override
    public CompletableFuture<Decided> decide(OfferId id, Decision decision, Answer how) {
        return changes.submit(true, statements -> statements.decisions().decide(id, decision, how, ids));
    }

    @Override
    public CompletableFuture<Boolean> blocks(OfferId id) {
        return readers.read(reader -> reader.deliveries().blocks(id));
    }

    @Override
    public CompletableFuture<Boolean> unblock(OfferId id) {
        return changes.submit(true, statements -> statements.decisions().unblock(id));
    }

    @Override
    public CompletableFuture<Boolean> advance(OfferId id, DeliveryState next, @Nullable String problem) {
        return changes.submit(true, statements -> statements.decisions().advance(id, next, problem, ids));
    }

    @Override
    public CompletableFuture<Void> handedOver(String relay, Map<OfferId, String> remotes) {
        Map<String, OfferId> inOrder = new TreeMap<>();
        remotes.keySet().forEach(id -> inOrder.put(id.value(), id));
        return changes.submit(true, statements -> {
            for (OfferId id : inOrder.values()) {
                statements.decisions().handedOver(relay, id, String.valueOf(remotes.get(id)));
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<Long> withdraw(DeliveryId id, @Nullable String receiver) {
        return withdraw(id, receiver, 0);
    }

    private CompletableFuture<Long> withdraw(DeliveryId id, @Nullable String receiver, long before) {
        return changes.<Integer>submit(true, statements -> {
                    Optional<OfferRows.Whole> whole = statements.invitations().lock(id);
                    return whole.isPresent() ? statements.decisions().withdraw(whole.get(), receiver, STEP, ids) : 0;
                })
                .thenCompose(step -> step < STEP
                        ? CompletableFuture.completedFuture(before + step)
                        : withdraw(id, receiver, before + step));
    }

    @Override
    public CompletableFuture<UnderWay> underWay(String service) {
        return readers.read(reader -> reader.deliveries().underWay(service));
    }

    @Override
    public CompletableFuture<Integer> expire(String service, Duration kept, int limit) {
        int step = Math.min(limit, STEP);
        return readers.read(reader -> reader.deliveries().due(service, kept, rules.now(), step))
                .thenCompose(due ->
                        changes.submit(true, statements -> statements.endings().apply(due, step, ids)));
    }
}
