package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.Connection;
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
 * completes, so nothing is said of them. For the writer's thread alone.
 */
final class Shortage {
    /** The owner's oldest files, so many that a look at them costs little. */
    static final String OLDEST = "SELECT " + Rows.COLUMNS
            + " FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2 ORDER BY seq LIMIT ?3";

    private final Counters counters;
    private final Rules rules;
    private final Prepared held;
    private final Prepared ofService;
    private final Prepared oldest;
    private final Prepared reserved;

    Shortage(Connection connection, Counters counters, Rules rules) throws SQLException {
        this.counters = counters;
        this.rules = rules;
        held = new Prepared(connection, "SELECT purpose, bytes, files" + Counters.OF_OWNER);
        ofService = new Prepared(connection, "SELECT coalesce(sum(bytes), 0)" + Counters.OF_SERVICE);
        oldest = new Prepared(connection, OLDEST);
        reserved = new Prepared(
                connection,
                "SELECT max(deadline, lease_until, retry_until), purpose, size FROM upload"
                        + " WHERE service = ?1 AND owner = ?2 AND state < 2 AND lease_until <= ?4"
                        + " AND (deadline > ?4 OR retry_until > ?4)"
                        + " ORDER BY deadline LIMIT ?3");
    }

    /** Returns how many bytes are too many; zero or less where they fit. */
    Missing missing(SlotRequest request, Allowance allowance) throws SQLException {
        long total = 0;
        long bucket = 0;
        for (Counters.Held one : held.all(Counters.Held::read, request.service(), request.owner())) {
            total += one.bytes();
            bucket += one.purpose() == request.purpose() ? one.bytes() : 0;
        }
        return new Missing(
                total - (allowance.quota().total() - request.size()), bucket - (allowance.bucket() - request.size()));
    }

    Refusal refusal(SlotRequest request, Allowance allowance, Look look) throws SQLException {
        long now = look.now;
        Missing missing = missing(request, allowance);
        List<Counters.Spent> today = counters.today(request, now);
        boolean ownerFull = missing.total > 0 || missing.bucket > 0;
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
        if (request.size() > allowance.bucket()
                || request.size() > allowance.quota().total()) {
            return OptionalLong.empty();
        }
        Missing missing = missing(request, allowance);
        long total = missing.total;
        long bucket = missing.bucket;
        for (Release release : releases(request, look)) {
            total -= release.bytes;
            bucket -= release.purpose == request.purpose() ? release.bytes : 0;
            if (total <= 0 && bucket <= 0) {
                return OptionalLong.of(release.at);
            }
        }
        return OptionalLong.empty();
    }

    /** What the owner has, in the order in which it is given back. */
    private List<Release> releases(SlotRequest request, Look look) throws SQLException {
        List<Release> releases = new ArrayList<>(
                reserved.all(Release::read, request.service(), request.owner(), Room.MOST_ROWS, look.now));
        for (Upload upload : oldest.all(Rows::upload, request.service(), request.owner(), look.files)) {
            Long end = rules.expiry(upload);
            if (end != null) {
                releases.add(new Release(
                        end, upload.request().purpose(), upload.request().size()));
            }
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
     */
    record Look(long now, int files) {}

    /** Bytes that are too many, altogether and for the purpose that is asked for. */
    record Missing(long total, long bucket) {}

    /** Bytes that are given back at a time. */
    private record Release(long at, Purpose purpose, long bytes) {
        static Release read(ResultSet row) throws SQLException {
            return new Release(row.getLong(1), Rows.purpose(row.getString(2)), row.getLong(3));
        }
    }
}
