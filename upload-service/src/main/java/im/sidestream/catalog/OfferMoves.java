package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.catalog.OutboxStatements.Entry;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Via;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which an offer comes to another state, with what follows from it. A delivery's row is locked before any of
 * its offers is changed, and those before rows of the outbox: so whoever changes the last one knows that it is the last.
 * For the writer's thread alone.
 */
final class OfferMoves {
    /** What the service that asked us to ask hears of; the rest it knows before us. */
    private static final Set<DeliveryState> OUTCOMES = EnumSet.of(
            DeliveryState.ACCEPTED,
            DeliveryState.DECLINED,
            DeliveryState.NO_ANSWER,
            DeliveryState.UNREACHABLE,
            DeliveryState.DELIVERED,
            DeliveryState.EXPIRED,
            DeliveryState.FAILED);

    private static final int ANSWER = 1;
    private static final int ANSWERS = 2;
    private static final int END = 3;

    private final Rules rules;
    private final OutboxStatements outbox;
    private final NamedReceivers named;
    private final Prepared find;
    private final Prepared again;
    private final Prepared lock;
    private final Prepared move;
    private final Prepared offered;
    private final Prepared sent;
    private final Prepared close;
    private final Prepared any;
    private final Prepared unanswered;
    private final Prepared milestone;
    private final Prepared end;
    private final Prepared abandon;

    OfferMoves(SqlConnection connection, OutboxStatements outbox, Rules rules) throws SQLException {
        this.rules = rules;
        this.outbox = outbox;
        named = new NamedReceivers(connection);
        find = new Prepared(connection, "SELECT delivery, seq FROM offer WHERE id = ?1");
        again = new Prepared(connection, "SELECT " + OfferRows.OFFER + " FROM offer o WHERE o.seq = ?1");
        lock = new Prepared(
                connection,
                "SELECT " + OfferRows.DELIVERY + " FROM delivery d WHERE d.seq = ?1"
                        + connection.dialect().locked());
        move = new Prepared(
                connection,
                "UPDATE offer SET state = ?3, problem = coalesce(?4, problem),"
                        + " answered = coalesce(?5, answered), sent = coalesce(sent, ?6),"
                        + " delivered = coalesce(delivered, ?7), downloaded = coalesce(downloaded, ?8),"
                        + " ended = ?9 WHERE seq = ?1 AND state = ?2");
        offered = new Prepared(connection, "UPDATE offer SET offered = coalesce(offered, ?2) WHERE seq = ?1");
        sent = new Prepared(connection, "UPDATE offer SET sent = coalesce(sent, ?2) WHERE seq = ?1");
        close = new Prepared(
                connection, "UPDATE personal_link SET withdrawn_at = coalesce(withdrawn_at, ?2) WHERE offer = ?1");
        any = new Prepared(
                connection,
                "SELECT 1 FROM offer WHERE delivery = ?1 AND state IN ('PENDING', 'ACCEPTED', 'SENT', 'DELIVERED')"
                        + " LIMIT 1");
        unanswered = new Prepared(connection, "SELECT 1 FROM offer WHERE delivery = ?1 AND state = 'PENDING' LIMIT 1");
        milestone = new Prepared(connection, "UPDATE delivery SET milestone = ?2 WHERE seq = ?1 AND milestone < ?2");
        end = new Prepared(
                connection, "UPDATE delivery SET phase = 'CLOSED', closed_at = ?2 WHERE seq = ?1 AND phase = 'OPEN'");
        abandon = new Prepared(
                connection,
                "UPDATE delivery SET phase = 'CLOSED', closed_at = ?2 WHERE seq = ?1 AND phase = 'PREPARING'");
    }

    /** Returns where an offer is, which never changes. */
    Optional<Place> find(OfferId id) throws SQLException {
        return find.first(row -> new Place(row.getLong(1), row.getLong(2)), id.value());
    }

    /** Keeps a delivery and its offers from all others until the commit. */
    Optional<Whole> lock(long delivery) throws SQLException {
        return lock.first(OfferRows::whole, delivery);
    }

    /** Returns an offer as it is now that its delivery is locked. */
    Optional<One> read(Whole whole, long offer) throws SQLException {
        return again.first(row -> OfferRows.one(row, 0, whole.delivery().id()), offer);
    }

    /** Moves an offer of a locked delivery on, if it may, and answers whether it did. */
    boolean move(Whole whole, One one, DeliveryState next, @Nullable String problem, Ids ids) throws SQLException {
        if (!one.state().mayBecome(next) || !write(one, next, problem)) {
            return false;
        }
        settle(one, next);
        if (next.isFinal() && next != DeliveryState.DOWNLOADED) {
            close.update(one.seq(), rules.now());
        }
        if (OUTCOMES.contains(next)) {
            tellOrigin(whole, one, next, ids);
        }
        if (next == DeliveryState.DOWNLOADED) {
            tellRelay(whole, one, ids);
        }
        return true;
    }

    private boolean write(One one, DeliveryState next, @Nullable String problem) throws SQLException {
        long now = rules.now();
        boolean answer = next == DeliveryState.ACCEPTED || next == DeliveryState.DECLINED;
        boolean fetched = next == DeliveryState.DOWNLOADED;
        boolean came = fetched || next == DeliveryState.DELIVERED;
        boolean sent = came || next == DeliveryState.SENT;
        return move.update(
                        one.seq(),
                        one.state().name(),
                        next.name(),
                        problem,
                        answer ? now : null,
                        sent ? now : null,
                        came ? now : null,
                        fetched ? now : null,
                        next.isFinal() ? now : null)
                > 0;
    }

    /** What is known to have come, or is not wanted any more, does not go again. */
    private void settle(One one, DeliveryState next) throws SQLException {
        boolean answered = next == DeliveryState.ACCEPTED || next == DeliveryState.DECLINED;
        if (forgo(one, Outbox.Kind.OFFER) && answered) {
            // who answers has seen it, whether the server said so or not
            offered(one.seq());
        }
        boolean isGoing = next == DeliveryState.ACCEPTED || next == DeliveryState.SENT;
        if (!isGoing) {
            forgo(one, Outbox.Kind.FILE);
            forgo(one, Outbox.Kind.HAND_FILE);
        }
    }

    /** Lets nothing of a kind go any more, and answers whether it may have gone. */
    private boolean forgo(One one, Outbox.Kind kind) throws SQLException {
        outbox.drop(one.seq(), kind);
        return outbox.settle(one.seq(), kind);
    }

    /** Notes that the receiver's server had the offer. */
    void offered(long offer) throws SQLException {
        offered.update(offer, rules.now());
    }

    /** Notes that the receiver's server had the file's message, where the state says more than that already. */
    void sent(long offer) throws SQLException {
        sent.update(offer, rules.now());
    }

    /** Tells the service that asked us to ask, where there is one. */
    void tellOrigin(Whole whole, One one, DeliveryState state, Ids ids) throws SQLException {
        if (whole.delivery().origin() != null) {
            Entry entry = Entry.about(whole, one, Outbox.Kind.OUTCOME, ids.stanza())
                    .to(whole.delivery().origin().relay())
                    .saying(state.word());
            outbox.add(entry, due(whole));
        }
    }

    /** Tells the service that asked for us what came past it: nothing else does. */
    private void tellRelay(Whole whole, One one, Ids ids) throws SQLException {
        Offer.Remote remote = one.offer().remote();
        if (remote != null
                && one.offer().via() == Via.IN_BAND
                && whole.delivery().origin() == null) {
            outbox.add(Entry.about(whole, one, Outbox.Kind.OUTCOME, ids.stanza())
                    .to(remote.relay())
                    .saying(DeliveryState.DOWNLOADED.word()));
        }
    }

    /** Returns from when on may be said what a change of this delivery brings. */
    long due(Whole whole) {
        return whole.delivery().phase() == Delivery.Phase.PREPARING ? OutboxStatements.HELD : rules.now();
    }

    /**
     * Looks how far a locked delivery of our own came after its offers changed: ends it where nothing is left, and tells its
     * sender of the first answer, the last one and the end. One notice that waits tells all of it.
     */
    void follow(Whole whole, Ids ids) throws SQLException {
        if (whole.delivery().origin() != null) {
            return;
        }
        int now = reached(whole);
        if (now == END) {
            end(whole);
        }
        if (milestone.update(whole.seq(), now) > 0 && !outbox.reportWaits(whole.seq())) {
            outbox.add(new Entry(
                    ids.stanza(),
                    whole.service(),
                    Outbox.Kind.REPORT,
                    OutboxStatements.FIRST,
                    whole.delivery().sender().jid(),
                    whole.seq(),
                    null,
                    null));
        }
    }

    /** Returns whether no answer is awaited. */
    boolean isAnswered(Whole whole) throws SQLException {
        return unanswered.first(ResultSet::getRow, whole.seq()).isEmpty();
    }

    private int reached(Whole whole) throws SQLException {
        if (!isAnswered(whole)) {
            return ANSWER;
        }
        return any.first(ResultSet::getRow, whole.seq()).isPresent() ? ANSWERS : END;
    }

    /** Ends an open delivery. */
    boolean end(Whole whole) throws SQLException {
        return end.update(whole.seq(), rules.now()) > 0;
    }

    /** Ends a delivery of our own whose receivers are still being named, so that no more of them are. */
    void abandon(Whole whole) throws SQLException {
        if (whole.delivery().origin() == null) {
            named.giveBack(whole.seq());
            abandon.update(whole.seq(), rules.now());
        }
    }

    /** The numbers of an offer and its delivery. */
    record Place(long delivery, long offer) {}
}
