package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Says why there is no room, and when there will be: where the owner's bytes are used up, from when on enough of his files
 * have ended and enough of his reservations run out; where the day is, from when on enough hours lie behind. A time is said
 * only where the same request fits then, if nothing else is asked for: the bytes of an upload that runs stay where it
 * completes, so nothing is said of them; nor of files as long as their rows do not follow a retention
 * that changed. For the writer's thread alone.
 */
final class Shortage {
    private final Counters counters;
    private final Prepared held;
    private final Prepared ofService;
    private final Prepared ends;
    private final Prepared reserved;

    Shortage(SqlConnection connection, Counters counters) throws SQLException {
        this.counters = counters;
        held = new Prepared(connection, "SELECT purpose, bytes, files" + Counters.OF_OWNER);
        ofService = new Prepared(connection, "SELECT coalesce(sum(bytes), 0)" + Counters.OF_SERVICE);
        ends = new Prepared(
                connection,
                "SELECT expires_at, purpose, size FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2"
                        + " AND expires_at IS NOT NULL AND expires_at > ?4 ORDER BY expires_at LIMIT ?3");
        reserved = new Prepared(
                connection,
                "SELECT " + connection.dialect().latest("deadline, lease_until, retry_until")
                        + ", purpose, size FROM upload"
                        + " WHERE service = ?1 AND owner = ?2 AND state < 2 AND lease_until <= ?4"
                        + " AND (deadline > ?4 OR retry_until > ?4) LIMIT ?3");
    }

    /** Returns whether the request would fit if the owner had nothing else. */
    static boolean everFits(SlotRequest request, Allowance allowance) {
        return request.size() <= allowance.bucket()
                && request.size() <= allowance.quota().total();
    }

    /** Returns how many bytes of the owner are too many. */
    Gap gap(SlotRequest request, Allowance allowance) throws SQLException {
        long total = 0;
        long bucket = 0;
        for (Counters.Held one : held.all(Counters.Held::read, request.service(), request.owner())) {
            total += one.bytes();
            bucket += one.purpose() == request.purpose() ? one.bytes() : 0;
        }
        return new Gap(
                request.purpose(),
                total - (allowance.quota().total() - request.size()),
                bucket - (allowance.bucket() - request.size()));
    }

    Refusal refusal(SlotRequest request, Allowance allowance, Look look) throws SQLException {
        long now = look.now;
        List<Counters.Spent> today = counters.today(request, now);
        boolean ownerFull = !gap(request, allowance).isClosed();
        boolean dayFull = !dayFits(request, allowance.quota(), today);
        long service = ofService.first(row -> row.getLong(1), request.service()).orElse(0L);
        if (service > allowance.service() - request.size()) {
            return Refusal.of(
                    ownerFull || dayFull ? Reason.QUOTA_EXCEEDED : Reason.STORAGE_FULL,
                    "The service has no room left.");
        }
        OptionalLong owner = ownerFull ? ownerFits(request, allowance, look) : OptionalLong.of(now);
        OptionalLong day = dayFull ? dayHasRoom(request, allowance.quota(), today) : OptionalLong.of(now);
        String message = ownerFull ? "Your share of the store is used up." : "Your share of the day is used up.";
        return owner.isPresent() && day.isPresent()
                ? Refusal.until(
                        Instant.ofEpochMilli(Math.max(owner.getAsLong(), day.getAsLong())),
                        Reason.QUOTA_EXCEEDED,
                        message)
                : Refusal.of(Reason.QUOTA_EXCEEDED, message);
    }

    private OptionalLong ownerFits(SlotRequest request, Allowance allowance, Look look) throws SQLException {
        if (!everFits(request, allowance)) {
            return OptionalLong.empty();
        }
        Gap gap = gap(request, allowance);
        for (Release release : releases(request, allowance, look)) {
            if (gap.closesWith(release.purpose, release.bytes)) {
                return OptionalLong.of(release.at);
            }
        }
        return OptionalLong.empty();
    }

    /** What the owner has, in the order in which it is given back; of his files no more than are enough. */
    private List<Release> releases(SlotRequest request, Allowance allowance, Look look) throws SQLException {
        List<Release> releases = new ArrayList<>(
                reserved.all(Release::read, request.service(), request.owner(), Room.MOST_ROWS, look.now));
        if (look.dated) {
            Gap gap = gap(request, allowance);
            releases.addAll(ends.until(
                    release -> gap.closesWith(release.purpose, release.bytes),
                    Release::read,
                    request.service(),
                    request.owner(),
                    look.files,
                    look.now));
        }
        releases.sort(Comparator.comparingLong(Release::at));
        return releases;
    }

    private static boolean dayFits(SlotRequest request, Quota quota, List<Counters.Spent> spent) {
        return sum(spent, Counters.Spent::bytes) <= quota.daily() - request.size()
                && sum(spent, Counters.Spent::files) < quota.dailyFiles();
    }

    private static long sum(List<Counters.Spent> spent, ToLongFunction<Counters.Spent> what) {
        return spent.stream().mapToLong(what).sum();
    }

    private static OptionalLong dayHasRoom(SlotRequest request, Quota quota, List<Counters.Spent> spent) {
        for (int oldest = 0; oldest < spent.size(); oldest++) {
            if (dayFits(request, quota, spent.subList(oldest + 1, spent.size()))) {
                return OptionalLong.of(spent.get(oldest).over());
            }
        }
        return OptionalLong.empty();
    }

    /**
     * What to look at.
     *
     * @param files how many of the owner's oldest ones: no more of those that are left than will be looked at when the
     *     same request comes again
     * @param dated whether what their rows say of their end is what holds
     */
    record Look(long now, int files, boolean dated) {}

    /** Bytes that are given back at a time. */
    private record Release(long at, Purpose purpose, long bytes) {
        static Release read(ResultSet row) throws SQLException {
            return new Release(row.getLong(1), Rows.purpose(row.getString(2)), row.getLong(3));
        }
    }
}
