package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.delivery.DeliveryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The statements by which time ends deliveries, and by which they are forgotten; for the writer's thread alone. */
final class Endings {
    private final Rules rules;
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final Prepared dropOutbox;
    private final Prepared dropLinks;
    private final Prepared dropOffers;
    private final Prepared dropSaid;
    private final Prepared drop;
    private final Prepared forgetHours;

    Endings(SqlConnection connection, OutboxStatements outbox, OfferMoves moves, Rules rules) throws SQLException {
        this.rules = rules;
        this.outbox = outbox;
        this.moves = moves;
        String some = " IN (SELECT seq FROM offer WHERE delivery = ?1 ORDER BY seq LIMIT ?2)";
        dropOutbox = new Prepared(connection, "DELETE FROM outbox WHERE offer" + some);
        dropLinks = new Prepared(connection, "DELETE FROM personal_link WHERE offer" + some);
        dropOffers = new Prepared(connection, "DELETE FROM offer WHERE seq" + some);
        dropSaid = new Prepared(connection, "DELETE FROM outbox WHERE delivery = ?1");
        drop = new Prepared(connection, "DELETE FROM delivery WHERE seq = ?1");
        forgetHours = new Prepared(connection, "DELETE FROM sending WHERE hour < ?1");
    }

    /** Does what a look found, where it still is so, and returns how many rows that were. */
    int apply(Due due, int limit, Ids ids) throws SQLException {
        forgetHours.update(Counters.firstHourOfDay(rules.now()));
        int changed = end(due.offers, ids);
        for (long delivery : due.held) {
            changed += outbox.release(delivery, limit);
        }
        for (long delivery : due.over) {
            Optional<Whole> whole = moves.lock(delivery);
            changed += whole.isPresent() && moves.end(whole.get()) ? 1 : 0;
        }
        for (long delivery : due.old) {
            changed += changed < limit ? drop(delivery, limit - changed) : 0;
        }
        return changed;
    }

    private int end(List<Ended> offers, Ids ids) throws SQLException {
        Map<Long, List<Ended>> byDelivery =
                offers.stream().collect(Collectors.groupingBy(Ended::delivery, TreeMap::new, Collectors.toList()));
        int changed = 0;
        for (Map.Entry<Long, List<Ended>> some : byDelivery.entrySet()) {
            Optional<Whole> whole = moves.lock(some.getKey());
            if (whole.isPresent()) {
                changed += end(whole.get(), some.getValue(), ids);
            }
        }
        return changed;
    }

    private int end(Whole whole, List<Ended> offers, Ids ids) throws SQLException {
        int changed = 0;
        for (Ended ended : offers) {
            Optional<One> one = moves.read(whole, ended.offer);
            if (one.isPresent() && moves.move(whole, one.get(), ended.next, null, ids)) {
                changed++;
            }
        }
        if (changed > 0) {
            moves.follow(whole, ids);
        }
        return changed;
    }

    /** Drops the next offers of a delivery with all that belongs to them, the delivery itself last; returns how many rows. */
    int drop(long delivery, int limit) throws SQLException {
        if (moves.lock(delivery).isEmpty()) {
            return 0;
        }
        dropOutbox.update(delivery, limit);
        dropLinks.update(delivery, limit);
        int offers = dropOffers.update(delivery, limit);
        if (offers < limit) {
            dropSaid.update(delivery);
            return offers + drop.update(delivery);
        }
        return offers;
    }

    /**
     * What time ended, as a look at the rows found it.
     *
     * @param held deliveries that began and whose offers are not all released: a crash came between
     * @param over deliveries of other services of which nothing more is awaited
     * @param old deliveries to be forgotten
     */
    record Due(List<Ended> offers, List<Long> held, List<Long> over, List<Long> old) {
        boolean isEmpty() {
            return offers.isEmpty() && held.isEmpty() && over.isEmpty() && old.isEmpty();
        }
    }

    /** An offer that time ended. */
    record Ended(long delivery, long offer, DeliveryState next) {
        static Ended read(ResultSet row) throws SQLException {
            return new Ended(row.getLong(1), row.getLong(2), DeliveryState.valueOf(row.getString(3)));
        }
    }
}
