package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The statements by which time ends deliveries; for the writer's thread alone. */
final class Endings {
    private final Rules rules;
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final DeliveryRemovals removals;
    private final Prepared forgetHours;

    Endings(SqlConnection connection, OutboxStatements outbox, OfferMoves moves, Rules rules) throws SQLException {
        this.rules = rules;
        this.outbox = outbox;
        this.moves = moves;
        removals = new DeliveryRemovals(connection);
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
            changed += end(delivery, ids) ? 1 : 0;
        }
        for (long delivery : due.old) {
            changed += changed < limit ? removals.drop(delivery, limit - changed) : 0;
        }
        return changed;
    }

    /** Drops the next rows of a locked delivery that is being prepared, and returns how many those were. */
    int giveUp(Whole whole, int limit) throws SQLException {
        return whole.delivery().phase() == Delivery.Phase.PREPARING ? removals.drop(whole.seq(), limit) : 0;
    }

    private boolean end(long delivery, Ids ids) throws SQLException {
        Optional<Whole> whole = moves.lock(delivery);
        if (whole.isEmpty()) {
            return false;
        }
        moves.follow(whole.get(), ids);
        return whole.get().delivery().origin() == null || moves.end(whole.get());
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

    /**
     * What time ended, as a look at the rows found it.
     *
     * @param held deliveries that began and whose offers are not all released: a crash came between
     * @param over open deliveries of which nothing more is awaited
     * @param old deliveries to be forgotten
     */
    record Due(List<Ended> offers, List<Long> held, List<Long> over, List<Long> old) {}

    /** An offer that time ended. */
    record Ended(long delivery, long offer, DeliveryState next) {
        static Ended read(ResultSet row) throws SQLException {
            return new Ended(row.getLong(1), row.getLong(2), DeliveryState.valueOf(row.getString(3)));
        }
    }
}
