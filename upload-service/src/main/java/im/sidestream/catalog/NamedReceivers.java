package im.sidestream.catalog;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;

/**
 * The statements about who named how many receivers in which hour; for the writer's thread alone. A day is the running hour
 * and the 23 before it.
 */
final class NamedReceivers {
    /** How many were named since an hour. */
    static final String SINCE =
            "SELECT coalesce(sum(offers), 0) FROM sending WHERE service = ?1 AND sender = ?2 AND hour >= ?3";

    private final Rules rules;
    private final Locks locks;
    private final Prepared since;
    private final Prepared count;

    NamedReceivers(SqlConnection connection, Rules rules) throws SQLException {
        this.rules = rules;
        locks = connection.locks();
        since = new Prepared(connection, SINCE);
        count = new Prepared(
                connection,
                "INSERT INTO sending VALUES (?1, ?2, ?3, ?4) ON CONFLICT (service, sender, hour) DO UPDATE"
                        + " SET offers = sending.offers + ?4");
    }

    /** Waits until nobody else compares or counts what somebody names: both are one step. */
    void lock(String service, String sender) throws SQLException {
        locks.sender(service, sender);
    }

    /**
     * Counts more for whom {@link #lock} keeps, if that is within the day's limit.
     *
     * @param sender an account, or the domain of accounts that other services speak for
     */
    void add(String service, String sender, long more, long most) throws SQLException, Refusal {
        long now = rules.now();
        long already = since.first(row -> row.getLong(1), service, sender, Counters.firstHourOfDay(now))
                .orElse(0L);
        if (already + more > most) {
            String who = sender.indexOf('@') < 0 ? "All users of " + sender : "You";
            throw Refusal.of(
                    Reason.QUOTA_EXCEEDED,
                    who + " may name " + most + " receivers a day, and have named " + already + ".");
        }
        if (more > 0) {
            count.update(service, sender, Counters.hour(now), more);
        }
    }
}
