package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.delivery.Delivery;
import java.sql.SQLException;
import java.util.Set;

/**
 * The statements about receivers that are withdrawn before they are named: as long as a delivery is being prepared nobody knows
 * whom it will name. For the writer's thread alone.
 */
final class LeavingOut {
    /** Forgets those of a delivery. */
    static final String FORGET = "DELETE FROM left_out WHERE delivery = ?1";

    private final Prepared note;
    private final Prepared noted;
    private final Prepared forget;

    LeavingOut(SqlConnection connection) throws SQLException {
        // no more of them than are named: nobody fills the table with other names
        note = new Prepared(
                connection,
                "INSERT INTO left_out SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM offer WHERE delivery = ?1"
                        + " AND receiver = ?2) AND (SELECT count(*) FROM left_out WHERE delivery = ?1)"
                        + " < (SELECT named FROM delivery WHERE seq = ?1) ON CONFLICT DO NOTHING");
        noted = new Prepared(connection, "SELECT receiver FROM left_out WHERE delivery = ?1");
        forget = new Prepared(connection, FORGET);
    }

    /** Notes that somebody is not to be named to a locked delivery, and answers whether that is news. */
    boolean note(Whole whole, String receiver) throws SQLException {
        return whole.delivery().phase() == Delivery.Phase.PREPARING && note.update(whole.seq(), receiver) > 0;
    }

    /** Returns who is not to be named to a locked delivery. */
    Set<String> of(Whole whole) throws SQLException {
        return Set.copyOf(noted.all(row -> row.getString(1), whole.seq()));
    }

    /** Forgets them all: nobody more is named. */
    void forget(Whole whole) throws SQLException {
        forget.update(whole.seq());
    }
}
