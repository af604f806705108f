package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.catalog.OutboxStatements.Entry;
import im.sidestream.delivery.Deliveries.LeftOut;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements that name the receivers of deliveries, and let them go; for the writer's thread alone. */
final class Invitations {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int SHORT_CODE = 3;
    private static final int LONG_CODE = 6;
    private static final int ATTEMPTS = 8;

    private final Rules rules;
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final Acceptance acceptance;
    private final LeavingOut leavingOut;
    private final Locks locks;
    private final Prepared seq;
    private final Prepared repeated;
    private final Prepared rulings;
    private final Prepared lately;
    private final Prepared ofSender;
    private final Prepared codeHolder;
    private final Prepared freeCode;
    private final Prepared offer;
    private final Prepared grow;
    private final Prepared open;

    Invitations(SqlConnection connection, OutboxStatements outbox, OfferMoves moves, Acceptance acceptance)
            throws SQLException {
        this.rules = acceptance.rules();
        this.outbox = outbox;
        this.moves = moves;
        this.acceptance = acceptance;
        leavingOut = new LeavingOut(connection);
        locks = connection.locks();
        seq = new Prepared(connection, "SELECT seq FROM delivery WHERE id = ?1");
        repeated = new Prepared(connection, "SELECT 1 FROM offer WHERE delivery = ?1 AND receiver = ?2");
        rulings = new Prepared(
                connection,
                "SELECT ruling FROM standing_consent WHERE service = ?1 AND receiver = ?2 AND sender IN (?3, '"
                        + StandingConsents.EVERYBODY + "') ORDER BY CASE sender WHEN '" + StandingConsents.EVERYBODY
                        + "' THEN 1 ELSE 0 END LIMIT 1");
        lately = new Prepared(
                connection,
                "SELECT count(*), count(relay) FROM offer WHERE service = ?1 AND receiver = ?2 AND made > ?3");
        ofSender = new Prepared(
                connection,
                "SELECT o.made FROM offer o JOIN delivery d ON d.seq = o.delivery WHERE o.service = ?1"
                        + " AND o.receiver = ?2 AND o.made > ?3 AND d.sender = ?4"
                        + " ORDER BY o.made DESC LIMIT 1 OFFSET ?5");
        codeHolder =
                new Prepared(connection, "SELECT state FROM offer WHERE service = ?1 AND receiver = ?2 AND code = ?3");
        freeCode = new Prepared(
                connection, "UPDATE offer SET code = NULL WHERE service = ?1 AND receiver = ?2 AND code = ?3");
        offer = new Prepared(
                connection,
                "INSERT INTO offer (id, delivery, service, receiver, code, state, via, made, relay, remote)"
                        + " VALUES (?, ?, ?, ?, ?, 'PENDING', 'LINK', ?, ?, ?) RETURNING seq");
        grow = new Prepared(connection, "UPDATE delivery SET receivers = receivers + ?2 WHERE seq = ?1");
        open = new Prepared(connection, "UPDATE delivery SET phase = 'OPEN' WHERE seq = ?1 AND phase = 'PREPARING'");
    }

    Optional<Whole> lock(DeliveryId id) throws SQLException {
        Optional<Long> number = seq.first(row -> row.getLong(1), id.value());
        return number.isPresent() ? moves.lock(number.get()) : Optional.empty();
    }

    List<LeftOut> invite(DeliveryId id, List<Invitation> invitations, PerReceiver perReceiver, Ids ids)
            throws SQLException, Refusal {
        Whole whole = lock(id).filter(Invitations::mayGrow)
                .orElseThrow(() -> Refusal.of(Reason.GONE, "Nobody can be added to this delivery any more.")
                        .about("taken-back"));
        // in one order, so that no two wait for each other
        for (String receiver : invitations.stream()
                .map(Invitation::receiver)
                .sorted()
                .distinct()
                .toList()) {
            locks.receiver(whole.service(), receiver);
        }
        Set<String> withdrawn = leavingOut.of(whole);
        List<LeftOut> leftOut = new ArrayList<>();
        long number = whole.receivers();
        for (Invitation invitation : invitations) {
            Optional<Ruling> ruling = ruling(whole, invitation.receiver());
            LeftOut left = withdrawn.contains(invitation.receiver())
                    ? new LeftOut(invitation.receiver(), LeftOut.Why.WITHDRAWN)
                    : whyNot(whole, invitation.receiver(), ruling, perReceiver);
            if (left == null) {
                boolean asked = whole.delivery().terms().consent() && ruling.isEmpty();
                make(whole, invitation, asked ? number : -1, ids);
                number++;
            } else {
                leftOut.add(left);
            }
        }
        long more = number - whole.receivers();
        if (more > 0) {
            grow.update(whole.seq(), more);
        }
        return leftOut;
    }

    /** Another service names its receivers in several requests; while the first is answered others may come. */
    private static boolean mayGrow(Whole whole) {
        return switch (whole.delivery().phase()) {
            case PREPARING -> true;
            case OPEN -> whole.delivery().origin() != null;
            case CLOSED -> false;
        };
    }

    private Optional<Ruling> ruling(Whole whole, String receiver) throws SQLException {
        return rulings.first(
                row -> Ruling.valueOf(row.getString(1)),
                whole.service(),
                receiver,
                whole.delivery().sender().jid());
    }

    private @Nullable LeftOut whyNot(Whole whole, String receiver, Optional<Ruling> ruling, PerReceiver perReceiver)
            throws SQLException {
        if (repeated.first(row -> true, whole.seq(), receiver).isPresent()) {
            return new LeftOut(receiver, LeftOut.Why.REPEATED);
        }
        // before the block: who is told this only where he is not blocked learns by its absence that he is
        boolean isWelcome = ruling.equals(Optional.of(Ruling.ALLOW));
        LeftOut often = isWelcome ? null : often(whole, receiver, perReceiver.ofOne());
        if (often != null) {
            return often;
        }
        if (ruling.equals(Optional.of(Ruling.BLOCK))) {
            return new LeftOut(receiver, LeftOut.Why.BLOCKED);
        }
        return isFull(whole, receiver, perReceiver.ofAll()) ? new LeftOut(receiver, LeftOut.Why.LIMIT) : null;
    }

    /** Whoever asks under ever new names elsewhere leaves half of a receiver's day to our own senders. */
    private boolean isFull(Whole whole, String receiver, int perReceiver) throws SQLException {
        long elsewhere = whole.delivery().origin() == null ? Long.MAX_VALUE : (perReceiver + 1L) / 2;
        return lately.first(
                        row -> row.getLong(1) >= perReceiver || row.getLong(2) >= elsewhere,
                        whole.service(),
                        receiver,
                        rules.now() - DAY)
                .orElse(false);
    }

    /** No sender uses up alone what a receiver gets of all; it is his own doing, so he is told how long it lasts. */
    private @Nullable LeftOut often(Whole whole, String receiver, int ofOne) throws SQLException {
        if (ofOne <= 0) {
            return new LeftOut(receiver, LeftOut.Why.OFTEN);
        }
        return ofSender.first(
                        row -> new LeftOut(receiver, LeftOut.Why.OFTEN, Instant.ofEpochMilli(row.getLong(1) + DAY)),
                        whole.service(),
                        receiver,
                        rules.now() - DAY,
                        whole.delivery().sender().jid(),
                        ofOne - 1)
                .orElse(null);
    }

    /**
     * Makes an offer.
     *
     * @param number of the receiver in the delivery, or -1 where he is not asked
     */
    private void make(Whole whole, Invitation invitation, long number, Ids ids) throws SQLException {
        Delivery.Origin origin = whole.delivery().origin();
        long row = offer.first(
                        result -> result.getLong(1),
                        invitation.id().value(),
                        whole.seq(),
                        whole.service(),
                        invitation.receiver(),
                        code(whole.service(), invitation.receiver(), ids),
                        rules.now(),
                        origin == null || invitation.remote() == null ? null : origin.relay(),
                        origin == null ? null : invitation.remote())
                .orElseThrow();
        One one = moves.read(whole, row).orElseThrow();
        if (number < 0) {
            moves.move(whole, one, DeliveryState.ACCEPTED, null, ids);
            acceptance.follow(whole, one, ids);
        } else {
            int priority = number < OutboxStatements.SOON_UP_TO ? OutboxStatements.SOON : OutboxStatements.LAST;
            Entry entry =
                    Entry.about(whole, one, Outbox.Kind.OFFER, ids.stanza()).after(priority);
            outbox.add(entry, moves.due(whole));
        }
    }

    /** A code that no open offer of the receiver has. One that is not open any more gives its code away. */
    private String code(String service, String receiver, Ids ids) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String code = ids.code(attempt < ATTEMPTS / 2 ? SHORT_CODE : LONG_CODE);
            Optional<DeliveryState> holder =
                    codeHolder.first(row -> DeliveryState.valueOf(row.getString(1)), service, receiver, code);
            if (holder.isEmpty() || holder.get().isFinal()) {
                freeCode.update(service, receiver, code);
                return code;
            }
        }
        throw new SQLException("every code drawn for a receiver is in use");
    }

    /** Lets a delivery in preparation begin; what is held is still to be released. */
    boolean open(DeliveryId id, Ids ids) throws SQLException {
        Optional<Whole> whole = lock(id);
        if (whole.isEmpty() || open.update(whole.get().seq()) == 0) {
            return false;
        }
        leavingOut.forget(whole.get());
        Whole opened = moves.lock(whole.get().seq()).orElseThrow();
        if (opened.delivery().origin() == null && moves.isAnswered(opened)) {
            moves.follow(opened, ids);
        }
        return true;
    }

    /** Releases the next rows of a delivery that were held. */
    int release(DeliveryId id, int limit) throws SQLException {
        Optional<Long> number = seq.first(row -> row.getLong(1), id.value());
        return number.isPresent() ? outbox.release(number.get(), limit) : 0;
    }
}
