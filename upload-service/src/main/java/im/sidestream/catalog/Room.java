package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for a reservation. Usually there is some and one look is enough; only where there is none is anything else
 * asked. Then the owner's files whose time is over and the reservations that can never be filled go first, for the sweep
 * may not have been there yet, and no promise to try again at that very moment may be broken. For the writer's thread
 * alone.
 */
final class Room {
    /** Rows that one request may make us look at: nobody shall keep the writer busy by asking in vain. */
    static final int MOST_ROWS = 1000;

    private final Counters counters;
    private final Removals removals;
    private final Dating dating;
    private final Shortage shortage;
    private final Prepared oldest;
    private final Prepared ended;
    private final Prepared abandoned;

    Room(SqlConnection connection, Counters counters, Removals removals, Dating dating) throws SQLException {
        this.counters = counters;
        this.removals = removals;
        this.dating = dating;
        this.shortage = new Shortage(connection, counters);
        String unclaimed = connection.dialect().unclaimed();
        oldest = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + " FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2"
                        + " AND purpose = 'message' AND size > 0 AND (kept_until IS NULL OR kept_until <= ?4) ORDER BY seq LIMIT ?3"
                        + unclaimed);
        ended = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + " FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2"
                        + " AND expires_at IS NOT NULL AND expires_at <= ?4 ORDER BY expires_at LIMIT ?3" + unclaimed);
        abandoned = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE service = ?1 AND owner = ?2 AND state < 2"
                        + " AND deadline <= ?4 AND lease_until <= ?4 AND retry_until <= ?4 LIMIT ?3" + unclaimed);
    }

    /**
     * Counts what is asked for and returns what had to be evicted for it, or refuses; after a refusal the caller undoes the
     * job.
     */
    List<Upload> take(SlotRequest request, Allowance allowance, long now) throws SQLException, Refusal {
        if (counters.reserve(request, allowance, now)) {
            return List.of();
        }
        boolean dated = dating.follow(new Owner(request.service(), request.owner()), MOST_ROWS);
        int expired = giveUpWhatIsOver(request, now);
        if (counters.reserve(request, allowance, now)) {
            return List.of();
        }
        List<Upload> evicted = allowance.evicts() ? evict(request, allowance, now) : List.of();
        if (evicted.isEmpty() || !counters.reserve(request, allowance, now)) {
            throw shortage.refusal(request, allowance, new Shortage.Look(now, MOST_ROWS - expired, dated));
        }
        return evicted;
    }

    /** Returns at how many files it looked. */
    private int giveUpWhatIsOver(SlotRequest request, long now) throws SQLException {
        List<Upload> over = ended.all(Rows::upload, request.service(), request.owner(), MOST_ROWS, now);
        int expired = removals.expire(over).size();
        removals.giveUp(abandoned.all(Removals.Abandoned::read, request.service(), request.owner(), MOST_ROWS, now));
        return expired;
    }

    /**
     * Takes the owner's oldest message files until there is room, or none where they would not be enough. What the owner
     * chose to keep longer is not touched.
     */
    private List<Upload> evict(SlotRequest request, Allowance allowance, long now) throws SQLException {
        Gap gap = shortage.gap(request, allowance);
        if (gap.isClosed() || !gap.canCloseWith(Purpose.MESSAGE) || !Shortage.everFits(request, allowance)) {
            return List.of();
        }
        List<Upload> chosen = oldest.until(
                upload -> gap.closesWith(Purpose.MESSAGE, upload.request().size()),
                Rows::upload,
                request.service(),
                request.owner(),
                MOST_ROWS,
                now);
        return gap.isClosed() ? evict(chosen) : List.of();
    }

    private List<Upload> evict(List<Upload> chosen) throws SQLException {
        List<Upload> evicted = new ArrayList<>();
        for (Upload upload : chosen) {
            removals.take(upload.id(), Removal.EVICTED).ifPresent(evicted::add);
        }
        return evicted;
    }
}
