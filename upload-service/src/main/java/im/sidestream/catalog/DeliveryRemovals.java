package im.sidestream.catalog;

import java.sql.SQLException;

/** The statements that take deliveries out of the tables; for the writer's thread alone. */
final class DeliveryRemovals {
    private final NamedReceivers named;
    private final Prepared lock;
    private final Prepared dropOutbox;
    private final Prepared dropLinks;
    private final Prepared dropOffers;
    private final Prepared dropSaid;
    private final Prepared dropLeftOut;
    private final Prepared drop;

    DeliveryRemovals(SqlConnection connection) throws SQLException {
        named = new NamedReceivers(connection);
        lock = new Prepared(
                connection,
                "SELECT seq FROM delivery WHERE seq = ?1" + connection.dialect().locked());
        String some = " IN (SELECT seq FROM offer WHERE delivery = ?1 ORDER BY seq LIMIT ?2)";
        dropOutbox = new Prepared(connection, "DELETE FROM outbox WHERE offer" + some);
        dropLinks = new Prepared(connection, "DELETE FROM personal_link WHERE offer" + some);
        dropOffers = new Prepared(connection, "DELETE FROM offer WHERE seq" + some);
        dropSaid = new Prepared(connection, "DELETE FROM outbox WHERE delivery = ?1");
        dropLeftOut = new Prepared(connection, LeavingOut.FORGET);
        drop = new Prepared(connection, "DELETE FROM delivery WHERE seq = ?1");
    }

    /** Drops the next offers of a delivery with all that belongs to them, the delivery itself last; returns how many rows. */
    int drop(long delivery, int limit) throws SQLException {
        if (lock.first(row -> true, delivery).isEmpty()) {
            return 0;
        }
        named.giveBack(delivery);
        dropOutbox.update(delivery, limit);
        dropLinks.update(delivery, limit);
        int offers = dropOffers.update(delivery, limit);
        if (offers == limit) {
            return offers;
        }
        dropSaid.update(delivery);
        dropLeftOut.update(delivery);
        return offers + drop.update(delivery);
    }
}
