package im.sidestream.catalog;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The statements about who named how many receivers in which hour; for the writer's thread alone. A day is the running hour
 * and the 23 before it.
 */
final class NamedReceivers {
    /** How many were named since an hour. */
    static final String SINCE =
            "SELECT coalesce(sum(offers), 0) FROM sending WHERE service = ?1 AND sender = ?2 AND hour >= ?3";

    private final Locks locks;
    private final Prepared since;
    private final Prepared hours;
    private final Prepared count;
    private final Prepared unasked;
    private final Prepared settle;
    private final Prepared less;

    NamedReceivers(SqlConnection connection) throws SQLException {
        locks = connection.locks();
        since = new Prepared(connection, SINCE);
        hours = new Prepared(
                connection,
                "SELECT hour, offers FROM sending WHERE service = ?1 AND sender = ?2 AND hour >= ?3 ORDER BY hour");
        count = new Prepared(
                connection,
                "INSERT INTO sending VALUES (?1, ?2, ?3, ?4) ON CONFLICT (service, sender, hour) DO UPDATE"
                        + " SET offers = sending.offers + ?4");
        unasked = new Prepared(
                connection,
                "SELECT service, sender, named, named_hour, origin_relay FROM delivery WHERE seq = ?1"
                        + " AND phase = 'PREPARING' AND named > 0");
        settle = new Prepared(connection, "UPDATE delivery SET named = 0 WHERE seq = ?1");
        less = new Prepared(
                connection,
                "UPDATE sending SET offers = CASE WHEN offers > ?4 THEN offers - ?4 ELSE 0 END"
                        + " WHERE service = ?1 AND sender = ?2 AND hour = ?3");
    }

    /** Waits until nobody else compares or counts what somebody names: both are one step. */
    void lock(String service, String sender) throws SQLException {
        locks.sender(service, sender);
    }

    /** Returns the domain of an account. */
    static String domain(Owner sender) {
        return sender.jid().substring(sender.jid().indexOf('@') + 1);
    }

    /**
     * Counts more for whom {@link #lock} keeps, if that is within the day's limit.
     *
     * @param who an account, or the domain of accounts that other services speak for
     */
    void add(Owner who, long more, long most, long now) throws SQLException, Refusal {
        long already = since.first(row -> row.getLong(1), who.service(), who.jid(), Counters.firstHourOfDay(now))
                .orElse(0L);
        if (already + more > most) {
            throw tooMany(who, most, already, hasRoom(who, already + more - most, now));
        }
        if (more > 0) {
            count.update(who.service(), who.jid(), Counters.hour(now), more);
        }
    }

    /** Returns from when on enough hours lie behind, or empty where those of a whole day are not enough. */
    private OptionalLong hasRoom(Owner who, long excess, long now) throws SQLException {
        long left = excess;
        for (Hour hour : hours.all(Hour::read, who.service(), who.jid(), Counters.firstHourOfDay(now))) {
            left -= hour.offers;
            if (left <= 0) {
                return OptionalLong.of((hour.hour + Counters.HOURS) * Counters.HOUR);
            }
        }
        return OptionalLong.empty();
    }

    private static Refusal tooMany(Owner who, long most, long already, OptionalLong end) {
        boolean isAccount = who.jid().indexOf('@') >= 0;
        String all = isAccount ? "You" : "All users of " + who.jid();
        String message = all + " may name " + most + " receivers a day, and have named " + already + ".";
        Refusal refusal = end.isPresent()
                ? Refusal.until(Instant.ofEpochMilli(end.getAsLong()), Reason.QUOTA_EXCEEDED, message)
                : Refusal.of(Reason.QUOTA_EXCEEDED, message);
        return isAccount ? refusal.about("day", most, already) : refusal.about("domain", who.jid(), most, already);
    }

    /** What was named in one hour. */
    private record Hour(long hour, long offers) {
        static Hour read(ResultSet row) throws SQLException {
            return new Hour(row.getLong(1), row.getLong(2));
        }
    }

    /** Gives back to its hour what a locked delivery counted, if that is still being prepared: nobody was asked. */
    void giveBack(long delivery) throws SQLException {
        Optional<Count> found = unasked.first(Count::read, delivery);
        if (found.isEmpty()) {
            return;
        }
        Count count = found.get();
        settle.update(delivery);
        less.update(count.sender.service(), count.sender.jid(), count.hour, count.receivers);
        if (count.handedOver) {
            less.update(count.sender.service(), domain(count.sender), count.hour, count.receivers);
        }
    }

    /** What a delivery counted, and in which hour. */
    private record Count(Owner sender, long receivers, long hour, boolean handedOver) {
        static Count read(ResultSet row) throws SQLException {
            Owner sender = new Owner(row.getString(1), row.getString(2));
            return new Count(sender, row.getLong(3), row.getLong(4), row.getString(5) != null);
        }
    }
}
