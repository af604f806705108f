package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.catalog.OutboxStatements.Entry;
import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Deliveries.Decided;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Via;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements by which people decide about offers; for the writer's thread alone. */
final class Decisions {
    /** So long an answer that another service took in time may be on its way to us. */
    static final long CROSSING = Duration.ofHours(1).toMillis();

    private final Rules rules;
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final Acceptance acceptance;
    private final ConsentStatements consents;
    private final LeavingOut leavingOut;
    private final Prepared how;
    private final Prepared open;
    private final Prepared openOf;
    private final Prepared elsewhere;

    Decisions(
            SqlConnection connection,
            OutboxStatements outbox,
            OfferMoves moves,
            Acceptance acceptance,
            ConsentStatements consents)
            throws SQLException {
        this.rules = acceptance.rules();
        this.outbox = outbox;
        this.moves = moves;
        this.acceptance = acceptance;
        this.consents = consents;
        leavingOut = new LeavingOut(connection);
        how = new Prepared(connection, "UPDATE offer SET via = ?2, channel = ?3, resource = ?4 WHERE seq = ?1");
        String unfetched = "SELECT " + OfferRows.OFFER + " FROM offer o WHERE o.delivery = ?1"
                + " AND o.state IN ('PENDING', 'ACCEPTED', 'SENT', 'DELIVERED')";
        open = new Prepared(connection, unfetched + " ORDER BY o.seq LIMIT ?2");
        openOf = new Prepared(connection, unfetched + " AND o.receiver = ?2");
        elsewhere = new Prepared(
                connection,
                "UPDATE offer SET relay = ?2, remote = ?3 WHERE id = ?1 AND EXISTS (SELECT 1 FROM delivery d"
                        + " WHERE d.seq = offer.delivery AND d.origin_relay IS NULL)");
    }

    Decided decide(OfferId id, Decision decision, Answer answer, Ids ids) throws SQLException, Refusal {
        OfferMoves.Place place = moves.find(id).orElseThrow(Decisions::unknown);
        Whole whole = moves.lock(place.delivery()).orElseThrow(Decisions::unknown);
        One one = moves.read(whole, place.offer()).orElseThrow(Decisions::unknown);
        if (decision == Decision.BLOCK) {
            consents.block(receiver(whole, one), whole.delivery().sender().jid(), id);
        }
        boolean yes = decision == Decision.ACCEPT;
        boolean counts = isSaid(one, yes)
                || (isInTime(whole, answer)
                        && (yes ? accept(whole, one, answer, ids) : decline(whole, one, answer, ids)));
        One now = moves.read(whole, place.offer()).orElseThrow(Decisions::unknown);
        return new Decided(
                counts,
                new Offering(now.offer(), whole.delivery()),
                yes && counts ? now.offer().link() : null);
    }

    private static Owner receiver(Whole whole, One one) {
        return new Owner(whole.service(), one.offer().receiver());
    }

    boolean unblock(OfferId id) throws SQLException, Refusal {
        OfferMoves.Place place = moves.find(id).orElseThrow(Decisions::unknown);
        Whole whole = moves.lock(place.delivery()).orElseThrow(Decisions::unknown);
        One one = moves.read(whole, place.offer()).orElseThrow(Decisions::unknown);
        return consents.unblock(receiver(whole, one), whole.delivery().sender().jid(), id);
    }

    private static Refusal unknown() {
        return Refusal.of(Reason.NOT_FOUND, "There is no such offer.");
    }

    /** Returns whether the same answer holds already. */
    private static boolean isSaid(One one, boolean yes) {
        return switch (one.state()) {
            case ACCEPTED, SENT, DELIVERED, DOWNLOADED -> yes;
            case DECLINED -> !yes;
            default -> false;
        };
    }

    private boolean isInTime(Whole whole, Answer answer) {
        long grace = answer.channel() == Channel.PEER ? CROSSING : 0;
        return whole.delivery().phase() == Delivery.Phase.OPEN
                && Rows.millis(whole.delivery().terms().answerBy()) + grace > rules.now();
    }

    private boolean accept(Whole whole, One one, Answer answer, Ids ids) throws SQLException {
        if (one.state() != DeliveryState.PENDING) {
            return false;
        }
        if (!acceptance.isPossible(whole)) {
            moves.move(whole, one, DeliveryState.EXPIRED, null, ids);
            moves.follow(whole, ids);
            return false;
        }
        note(one, answer);
        moves.move(whole, one, DeliveryState.ACCEPTED, null, ids);
        acceptance.follow(whole, one, ids);
        moves.follow(whole, ids);
        return true;
    }

    /**
     * A yes can be taken back as long as nobody has taken the file's message to send it. What another service was to pass
     * on it knows best: it says so while it has no such message, and what goes in band meanwhile stops.
     */
    private boolean decline(Whole whole, One one, Answer answer, Ids ids) throws SQLException {
        if (one.state() != DeliveryState.PENDING
                && !(one.state() == DeliveryState.ACCEPTED && takeBack(whole, one, answer.channel()))) {
            return false;
        }
        note(one, answer);
        moves.move(whole, one, DeliveryState.DECLINED, null, ids);
        moves.follow(whole, ids);
        return true;
    }

    private boolean takeBack(Whole whole, One one, Channel channel) throws SQLException {
        if (whole.delivery().file() == null) {
            return outbox.drop(one.seq(), Outbox.Kind.FILE) || !outbox.has(one.seq(), Outbox.Kind.FILE);
        }
        return outbox.drop(one.seq(), Outbox.Kind.FILE)
                || outbox.drop(one.seq(), Outbox.Kind.HAND_FILE)
                || (channel == Channel.PEER && outbox.settle(one.seq(), Outbox.Kind.HAND_FILE));
    }

    private void note(One one, Answer answer) throws SQLException {
        Via via = answer.via() == null ? Via.LINK : answer.via();
        how.update(one.seq(), via.name(), answer.channel().name(), answer.resource());
    }

    boolean advance(OfferId id, DeliveryState next, @Nullable String problem, Ids ids) throws SQLException {
        Optional<OfferMoves.Place> place = moves.find(id);
        if (place.isEmpty() || next == DeliveryState.ACCEPTED || next == DeliveryState.DECLINED) {
            return false;
        }
        return advance(place.get(), next, problem, ids);
    }

    boolean advance(OfferMoves.Place place, DeliveryState next, @Nullable String problem, Ids ids) throws SQLException {
        Whole whole = moves.lock(place.delivery()).orElse(null);
        One one = whole == null ? null : moves.read(whole, place.offer()).orElse(null);
        if (whole == null || one == null || !moves.move(whole, one, next, problem, ids)) {
            return false;
        }
        moves.follow(whole, ids);
        return true;
    }

    void handedOver(String relay, OfferId id, String remote) throws SQLException {
        elsewhere.update(id.value(), relay, remote);
    }

    /** Withdraws the next ones of what was not fetched, and returns how many those were. */
    int withdraw(Whole whole, @Nullable String receiver, int limit, Ids ids) throws SQLException {
        if (receiver == null) {
            moves.abandon(whole);
            leavingOut.forget(whole);
        } else if (leavingOut.note(whole, receiver)) {
            return 1;
        }
        DeliveryId id = whole.delivery().id();
        List<One> ones = receiver == null
                ? open.all(row -> OfferRows.one(row, 0, id), whole.seq(), limit)
                : openOf.all(row -> OfferRows.one(row, 0, id), whole.seq(), receiver);
        for (One one : ones) {
            moves.move(whole, one, DeliveryState.WITHDRAWN, null, ids);
            if (outbox.isKnown(one.seq())) {
                retract(whole, one, ids);
            }
        }
        if (!ones.isEmpty()) {
            moves.follow(whole, ids);
        }
        return ones.size();
    }

    private void retract(Whole whole, One one, Ids ids) throws SQLException {
        Entry entry = Entry.about(whole, one, Outbox.Kind.RETRACTION, ids.stanza());
        Offer.Remote remote = one.offer().remote();
        outbox.add(remote == null || whole.delivery().origin() != null ? entry : entry.to(remote.relay()));
    }
}
