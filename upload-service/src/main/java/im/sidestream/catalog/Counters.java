package im.sidestream.catalog;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who has stored and reserved how much. The check and the count are one statement on the owner's total; whoever passed
 * it holds that row until the commit, so the check of the day, which follows, cannot be overtaken.
 *
 * <p>A day is the running hour and the 23 before it. A reservation that was never filled is given back to its hour; a
 * file that was stored and deleted is not, or the day's limit would limit nothing.
 */
final class Counters {
    static final int TOTAL = -1;

    private static final int SHARDS = 8;
    private static final int HOURS = 24;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final String EXCEEDED = "Your share of the store is used up.";
    private static final String ADD =
            " ON CONFLICT DO UPDATE SET bytes = counter.bytes + excluded.bytes, files = counter.files + excluded.files";

    private final Prepared total;
    private final Prepared hour;
    private final Prepared day;
    private final Prepared shard;
    private final Prepared giveBack;

    Counters(Connection connection) throws SQLException {
        total = new Prepared(
                connection,
                "INSERT INTO counter SELECT ?1, ?2, '', -1, ?3, 1 WHERE ?3 <= ?4" + ADD
                        + " WHERE counter.bytes <= ?4 - excluded.bytes");
        hour = new Prepared(connection, "INSERT INTO counter VALUES (?1, ?2, ?3, ?4, ?5, 1)" + ADD);
        day = new Prepared(
                connection,
                "SELECT hour, sum(bytes) FROM counter WHERE service = ?1 AND owner = ?2 AND hour >= 0 AND hour > ?3"
                        + " GROUP BY hour ORDER BY hour");
        shard = new Prepared(connection, "INSERT INTO counter VALUES (?1, '', '', ?2, ?3, 1)" + ADD);
        giveBack = new Prepared(
                connection,
                "UPDATE counter SET bytes = bytes - ?5, files = files - 1"
                        + " WHERE service = ?1 AND owner = ?2 AND purpose = ?3 AND hour = ?4");
    }

    /** Counts what is asked for, or refuses; after a refusal the caller undoes the job. */
    void reserve(SlotRequest request, Quota quota, long now) throws SQLException, Refusal {
        if (total.update(request.service(), request.owner(), request.size(), quota.total()) == 0) {
            throw Refusal.of(Reason.QUOTA_EXCEEDED, EXCEEDED);
        }
        long thisHour = hour(now);
        if (quota.daily() != Quota.UNLIMITED) {
            requireRoomToday(request, quota.daily(), thisHour);
        }
        String purpose = request.purpose().elementName();
        hour.update(request.service(), request.owner(), purpose, thisHour, request.size());
        shard.update(request.service(), shard(request.owner()), request.size());
    }

    private void requireRoomToday(SlotRequest request, long limit, long thisHour) throws SQLException, Refusal {
        List<Spent> spent = day.all(Spent::read, request.service(), request.owner(), thisHour - HOURS);
        long sum = spent.stream().mapToLong(Spent::bytes).sum();
        if (sum <= limit - request.size()) {
            return;
        }
        for (Spent oldest : spent) {
            sum -= oldest.bytes;
            if (sum <= limit - request.size()) {
                Instant again = Instant.ofEpochMilli((oldest.hour + HOURS) * HOUR);
                throw Refusal.until(again, Reason.QUOTA_EXCEEDED, "Your share of the day is used up; try again later.");
            }
        }
        throw Refusal.of(Reason.QUOTA_EXCEEDED, EXCEEDED);
    }

    /** Gives back what a file that was stored took; the day's use stays. */
    void giveBack(Freed freed) throws SQLException {
        giveBack.update(freed.service, freed.owner, "", (long) TOTAL, freed.size);
        giveBack.update(freed.service, "", "", shard(freed.owner), freed.size);
    }

    /** Gives back a reservation that was never filled, as if it had not been. */
    void giveBackWhole(Freed freed, Purpose purpose, long issuedAt) throws SQLException {
        giveBack(freed);
        giveBack.update(freed.service, freed.owner, purpose.elementName(), hour(issuedAt), freed.size);
    }

    static long hour(long millis) {
        return millis / HOUR;
    }

    /** Returns the first hour that still counts for the day at {@code now}. */
    static long firstHourOfDay(long now) {
        return hour(now) - HOURS + 1;
    }

    private static long shard(String owner) {
        return TOTAL - 1L - Math.floorMod(owner.hashCode(), SHARDS);
    }

    /**
     * What somebody no longer takes.
     *
     * @param size bytes
     */
    record Freed(String service, String owner, long size) {}

    private record Spent(long hour, long bytes) {
        static Spent read(ResultSet row) throws SQLException {
            return new Spent(row.getLong(1), row.getLong(2));
        }
    }
}
