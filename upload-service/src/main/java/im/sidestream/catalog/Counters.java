package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Who has stored and reserved how much. The check of what is stored and the count are one statement: the owner's total is
 * the sum of at most one row for each purpose, the service's that of its shards. Whoever passed it holds the owner's row
 * until the commit, so the check of the day, which follows, cannot be overtaken.
 *
 * <p>A day is the running hour and the 23 before it. A reservation that was never filled is given back to its hour; a
 * file that was stored and deleted is not, or the day's limit would limit nothing.
 */
final class Counters {
    static final int TOTAL = -1;
    static final int HOURS = 24;
    static final long HOUR = Duration.ofHours(1).toMillis();
    /** The rows of an owner's total. */
    static final String OF_OWNER =
            " FROM counter WHERE service = ?1 AND owner = ?2 AND hour = -1 AND purpose IN ('message', 'profile',"
                    + " 'ephemeral', 'permanent')";
    /** The rows of a service's total. */
    static final String OF_SERVICE = " FROM counter WHERE service = ?1 AND owner = '' AND purpose = '' AND hour < -1";

    private static final String ADD =
            " ON CONFLICT (service, owner, purpose, hour) DO UPDATE SET bytes = counter.bytes + excluded.bytes, files = counter.files + excluded.files";

    private final Dialect dialect;
    private final Locks locks;
    private final Prepared total;
    private final Prepared hour;
    private final Prepared day;
    private final Prepared shard;
    private final Prepared giveBack;
    private final Prepared owe;

    Counters(SqlConnection connection) throws SQLException {
        dialect = connection.dialect();
        locks = connection.locks();
        total = new Prepared(
                connection,
                "INSERT INTO counter SELECT ?1, ?2, ?3, -1, ?4, 1 WHERE ?4 <= ?5"
                        + " AND (SELECT coalesce(sum(bytes), 0)" + OF_OWNER + ") <= ?6 - ?4"
                        + " AND (SELECT coalesce(sum(bytes), 0)" + OF_SERVICE + ") <= ?7 - ?4" + ADD
                        + " WHERE counter.bytes <= ?5 - excluded.bytes");
        hour = new Prepared(connection, "INSERT INTO counter VALUES (?1, ?2, ?3, ?4, ?5, 1)" + ADD);
        day = new Prepared(
                connection,
                "SELECT hour, sum(bytes), sum(files) FROM counter WHERE service = ?1 AND owner = ?2 AND hour >= 0"
                        + " AND hour > ?3 GROUP BY hour ORDER BY hour");
        shard = new Prepared(connection, "INSERT INTO counter VALUES (?1, '', '', ?2, ?3, 1)" + ADD);
        giveBack = new Prepared(
                connection,
                "UPDATE counter SET bytes = bytes - ?5, files = files - 1"
                        + " WHERE service = ?1 AND owner = ?2 AND purpose = ?3 AND hour = ?4");
        owe = new Prepared(connection, "INSERT INTO counter VALUES (?1, '', '', ?2, -?3, -1)" + ADD);
    }

    /** Counts what is asked for and returns true, or changes nothing. */
    boolean reserve(SlotRequest request, Allowance allowance, long now) throws SQLException {
        locks.owner(request.service(), request.owner());
        if (allowance.service() < Quota.UNLIMITED) {
            locks.service(request.service());
        }
        Quota quota = allowance.quota();
        String purpose = request.purpose().elementName();
        int counted = total.update(
                request.service(),
                request.owner(),
                purpose,
                request.size(),
                allowance.bucket(),
                quota.total(),
                allowance.service());
        if (counted == 0) {
            return false;
        }
        if (quota.limitsDays() && !hasRoomToday(request, quota, now)) {
            giveBack.update(request.service(), request.owner(), purpose, (long) TOTAL, request.size());
            return false;
        }
        hour.update(request.service(), request.owner(), purpose, hour(now), request.size());
        shard.update(request.service(), dialect.shard(request.owner()), request.size());
        return true;
    }

    private boolean hasRoomToday(SlotRequest request, Quota quota, long now) throws SQLException {
        List<Spent> spent = today(request, now);
        return spent.stream().mapToLong(Spent::bytes).sum() <= quota.daily() - request.size()
                && spent.stream().mapToLong(Spent::files).sum() < quota.dailyFiles();
    }

    /** Returns what the owner reserved in each hour of the day, oldest first. */
    List<Spent> today(SlotRequest request, long now) throws SQLException {
        return day.all(Spent::read, request.service(), request.owner(), hour(now) - HOURS);
    }

    /** Gives back what a file that was stored took; the day's use stays. */
    void giveBack(Upload upload) throws SQLException {
        SlotRequest request = upload.request();
        String purpose = request.purpose().elementName();
        giveBack.update(request.service(), request.owner(), purpose, (long) TOTAL, request.size());
        long shard = dialect.shard(request.owner());
        if (giveBack.update(request.service(), "", "", shard, request.size()) == 0) {
            // where shards are not the owner's, what another one got is given back here
            owe.update(request.service(), shard, request.size());
        }
    }

    /** Gives back a reservation that was never filled, as if it had not been. */
    void giveBackWhole(Upload upload, long issuedAt) throws SQLException {
        SlotRequest request = upload.request();
        giveBack(upload);
        String purpose = request.purpose().elementName();
        giveBack.update(request.service(), request.owner(), purpose, hour(issuedAt), request.size());
    }

    static long hour(long millis) {
        return millis / HOUR;
    }

    /** Returns the first hour that still counts for the day at {@code now}. */
    static long firstHourOfDay(long now) {
        return hour(now) - HOURS + 1;
    }

    /** What was reserved in one hour. */
    record Spent(long hour, long bytes, long files) {
        static Spent read(ResultSet row) throws SQLException {
            return new Spent(row.getLong(1), row.getLong(2), row.getLong(3));
        }

        /** Returns from when on it does not count any more. */
        long over() {
            return (hour + HOURS) * HOUR;
        }
    }

    /** What is stored and reserved for one purpose. */
    record Held(Purpose purpose, long bytes, long files) {
        static Held read(ResultSet row) throws SQLException {
            return new Held(Rows.purpose(row.getString(1)), row.getLong(2), row.getLong(3));
        }
    }
}
