package im.sidestream.catalog;

import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements about what waits to be said; for the writer's thread alone. */
final class OutboxStatements {
    /** Links and notices. */
    static final int FIRST = 0;
    /** The first offers of each delivery, so that a small one does not wait for all of a large one. */
    static final int SOON = 1;
    /** All other offers. */
    static final int LAST = 2;
    /** The number in a delivery from which on offers are {@link #LAST}. */
    static final long SOON_UP_TO = 50;
    /** When what belongs to a delivery in preparation is due. */
    static final long HELD = Long.MAX_VALUE;

    /** What {@link #waiting} reads, in its order. */
    static final String WAITING = "id, kind, receiver, payload, attempts, (SELECT d.id FROM delivery d WHERE d.seq ="
            + " outbox.delivery), (SELECT o.id FROM offer o WHERE o.seq = outbox.offer)";

    private final Rules rules;
    private final Prepared pick;
    private final Prepared take;
    private final Prepared add;
    private final Prepared find;
    private final Prepared finish;
    private final Prepared later;
    private final Prepared putOff;
    private final Prepared again;
    private final Prepared drop;
    private final Prepared settle;
    private final Prepared release;
    private final Prepared waitingReport;
    private final Prepared ofKind;
    private final Prepared known;

    OutboxStatements(SqlConnection connection, Rules rules) throws SQLException {
        this.rules = rules;
        // by two statements: PostgreSQL may run a limited subquery of an UPDATE more than once, and then takes too many
        pick = new Prepared(
                connection,
                "SELECT seq FROM outbox WHERE service = ?1 AND priority = ?2 AND done_at IS NULL AND due <= ?3"
                        + " ORDER BY due, seq LIMIT ?4" + connection.dialect().unclaimed());
        take = new Prepared(
                connection, "UPDATE outbox SET attempts = attempts + 1, due = ?2 WHERE seq = ?1 RETURNING " + WAITING);
        add = new Prepared(
                connection,
                "INSERT INTO outbox (id, service, kind, topic, priority, receiver, delivery, offer, payload, due)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        find = new Prepared(connection, "SELECT seq, kind, delivery, offer FROM outbox WHERE id = ?1");
        finish = new Prepared(connection, "UPDATE outbox SET done_at = ?2 WHERE seq = ?1 AND done_at IS NULL");
        later = new Prepared(connection, "UPDATE outbox SET due = ?2 WHERE id = ?1 AND done_at IS NULL");
        putOff = new Prepared(
                connection,
                "UPDATE outbox SET due = ?2, attempts = attempts - 1 WHERE id = ?1 AND done_at IS NULL"
                        + " AND attempts > 0");
        again = new Prepared(
                connection,
                "UPDATE outbox SET due = ?2, done_at = NULL WHERE id = ?1 AND (kind IN ('REPORT', 'RETRACTION')"
                        + " OR EXISTS (SELECT 1 FROM offer WHERE offer.seq = outbox.offer"
                        + " AND ((outbox.kind = 'OFFER' AND offer.state = 'PENDING')"
                        + " OR (outbox.kind = 'FILE' AND offer.state IN ('ACCEPTED', 'SENT')))))");
        drop = new Prepared(
                connection, "DELETE FROM outbox WHERE offer = ?1 AND kind = ?2 AND attempts = 0 AND done_at IS NULL");
        settle = new Prepared(
                connection, "UPDATE outbox SET done_at = ?3 WHERE offer = ?1 AND kind = ?2 AND done_at IS NULL");
        release = new Prepared(
                connection,
                "UPDATE outbox SET due = ?2 WHERE seq IN (SELECT seq FROM outbox WHERE delivery = ?1"
                        + " AND done_at IS NULL AND due = " + HELD + " ORDER BY seq LIMIT ?3)");
        ofKind = new Prepared(connection, "SELECT 1 FROM outbox WHERE offer = ?1 AND topic = ?2");
        known = new Prepared(
                connection,
                "SELECT 1 FROM outbox WHERE offer = ?1 AND attempts > 0 AND kind IN ('OFFER', 'FILE', 'HAND_FILE')"
                        + " LIMIT 1");
        waitingReport = new Prepared(
                connection,
                "SELECT 1 FROM outbox WHERE delivery = ?1 AND kind = 'REPORT' AND attempts = 0 AND done_at IS NULL");
    }

    List<Outbox.Waiting> take(String service, int limit, int offers, Duration lease) throws SQLException {
        List<Outbox.Waiting> taken = new ArrayList<>(takeOf(service, FIRST, limit, lease));
        for (int priority = SOON, left = offers; priority <= LAST; priority++) {
            int room = Math.min(left, limit - taken.size());
            if (room > 0) {
                List<Outbox.Waiting> more = takeOf(service, priority, room, lease);
                taken.addAll(more);
                left -= more.size();
            }
        }
        return taken;
    }

    private List<Outbox.Waiting> takeOf(String service, int priority, int limit, Duration lease) throws SQLException {
        long now = rules.now();
        List<Outbox.Waiting> taken = new ArrayList<>();
        for (long seq : pick.all(row -> row.getLong(1), service, priority, now, limit)) {
            take.first(OutboxStatements::waiting, seq, now + lease.toMillis()).ifPresent(taken::add);
        }
        return taken;
    }

    static Outbox.Waiting waiting(ResultSet row) throws SQLException {
        String offer = row.getString(7);
        return new Outbox.Waiting(
                row.getString(1),
                Outbox.Kind.valueOf(row.getString(2)),
                row.getString(3),
                new DeliveryId(row.getString(6)),
                offer == null ? null : new OfferId(offer),
                row.getString(4),
                row.getInt(5));
    }

    /** Adds a row that says something once about its offer; answers false if that is said or waits already. */
    boolean add(Entry entry, long due) throws SQLException {
        return add.update(
                        entry.id,
                        entry.service,
                        entry.kind.name(),
                        entry.topic(),
                        entry.priority,
                        entry.to,
                        entry.delivery,
                        entry.offer,
                        entry.payload,
                        due)
                > 0;
    }

    boolean add(Entry entry) throws SQLException {
        return add(entry, rules.now());
    }

    Optional<Row> find(String id) throws SQLException {
        return find.first(Row::read, id);
    }

    boolean finish(long seq) throws SQLException {
        return finish.update(seq, rules.now()) > 0;
    }

    void later(String id, long due) throws SQLException {
        later.update(id, due);
    }

    void putOff(String id, long due) throws SQLException {
        putOff.update(id, due);
    }

    void again(String id, long due) throws SQLException {
        again.update(id, due);
    }

    /** Takes back what was not taken yet, and answers whether there was such. */
    boolean drop(long offer, Outbox.Kind kind) throws SQLException {
        return drop.update(offer, kind.name()) > 0;
    }

    /** Lets what was taken of this kind not go again, and answers whether there was such. */
    boolean settle(long offer, Outbox.Kind kind) throws SQLException {
        return settle.update(offer, kind.name(), rules.now()) > 0;
    }

    /** Returns whether there is or was something of this kind to say of an offer. */
    boolean has(long offer, Outbox.Kind kind) throws SQLException {
        return ofKind.first(ResultSet::getRow, offer, kind.name()).isPresent();
    }

    /** Returns whether a receiver may have heard of an offer; what is told to another service is no sign of that. */
    boolean isKnown(long offer) throws SQLException {
        return known.first(ResultSet::getRow, offer).isPresent();
    }

    /** Lets what was held go from now on: the next ones of a delivery; returns how many those are. */
    int release(long delivery, int limit) throws SQLException {
        return release.update(delivery, rules.now(), limit);
    }

    /** Returns whether a notice to the sender waits that will tell all that is true when it goes. */
    boolean reportWaits(long delivery) throws SQLException {
        return waitingReport.first(ResultSet::getRow, delivery).isPresent();
    }

    /**
     * A row to be.
     *
     * @param to bare JID or the JID of another service
     * @param delivery the number of its row
     * @param offer the number of its row, or null
     */
    record Entry(
            String id,
            String service,
            Outbox.Kind kind,
            int priority,
            String to,
            long delivery,
            @Nullable Long offer,
            @Nullable String payload) {
        static Entry about(OfferRows.Whole whole, OfferRows.One one, Outbox.Kind kind, String id) {
            return new Entry(id, whole.service(), kind, FIRST, one.offer().receiver(), whole.seq(), one.seq(), null);
        }

        Entry to(String other) {
            return new Entry(id, service, kind, priority, other, delivery, offer, payload);
        }

        Entry saying(String text) {
            return new Entry(id, service, kind, priority, to, delivery, offer, text);
        }

        Entry after(int other) {
            return new Entry(id, service, kind, other, to, delivery, offer, payload);
        }

        String topic() {
            return kind == Outbox.Kind.OUTCOME ? kind.name() + " " + payload : kind.name();
        }
    }

    /** What a row is about. */
    record Row(long seq, Outbox.Kind kind, long delivery, long offer) {
        static Row read(ResultSet row) throws SQLException {
            // an offer's number is never 0
            return new Row(row.getLong(1), Outbox.Kind.valueOf(row.getString(2)), row.getLong(3), row.getLong(4));
        }
    }
}
