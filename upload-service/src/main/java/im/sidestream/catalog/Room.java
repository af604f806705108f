package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.Connection;
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
    private final Shortage shortage;
    private final Rules rules;
    private final Prepared oldest;
    private final Prepared all;
    private final Prepared abandoned;

    Room(Connection connection, Counters counters, Removals removals, Rules rules) throws SQLException {
        this.counters = counters;
        this.removals = removals;
        this.rules = rules;
        this.shortage = new Shortage(connection, counters, rules);
        oldest = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + " FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2"
                        + " AND purpose = 'message' AND size > 0 AND (kept_until IS NULL OR kept_until <= ?4) ORDER BY seq LIMIT ?3");
        all = new Prepared(connection, Shortage.OLDEST);
        abandoned = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE service = ?1 AND owner = ?2 AND state < 2"
                        + " AND deadline <= ?4 AND lease_until <= ?4 AND retry_until <= ?4 ORDER BY deadline LIMIT ?3");
    }

    /**
     * Counts what is asked for and returns what had to be evicted for it, or refuses; after a refusal the caller undoes the
     * job.
     */
    List<Upload> take(SlotRequest request, Allowance allowance, long now) throws SQLException, Refusal {
        if (counters.reserve(request, allowance, now)) {
            return List.of();
        }
        int expired = giveUpWhatIsOver(request, now);
        if (counters.reserve(request, allowance, now)) {
            return List.of();
        }
        List<Upload> evicted = allowance.evicts() ? evict(request, allowance, now) : List.of();
        if (evicted.isEmpty() || !counters.reserve(request, allowance, now)) {
            throw shortage.refusal(request, allowance, new Shortage.Look(now, MOST_ROWS - expired));
        }
        return evicted;
    }

    /**
     * Judges files by the retention of now, as the time that is told does: what their rows say of their end may be older.
     * Returns how many of them went.
     */
    private int giveUpWhatIsOver(SlotRequest request, long now) throws SQLException {
        int expired = 0;
        for (Upload upload : all.all(Rows::upload, request.service(), request.owner(), MOST_ROWS)) {
            Long end = rules.expiry(upload);
            if (end != null && end <= now) {
                removals.take(upload.id(), Removal.EXPIRED);
                expired++;
            }
        }
        removals.giveUp(abandoned.all(Removals.Abandoned::read, request.service(), request.owner(), MOST_ROWS, now));
        return expired;
    }

    /**
     * Takes the owner's oldest message files until there is room, or none where they would not be enough. What the owner
     * chose to keep longer is not touched.
     */
    private List<Upload> evict(SlotRequest request, Allowance allowance, long now) throws SQLException {
        long missing = missing(request, allowance);
        List<Upload> chosen = new ArrayList<>();
        if (missing <= 0) {
            return chosen;
        }
        for (Upload upload : oldest.all(Rows::upload, request.service(), request.owner(), MOST_ROWS, now)) {
            chosen.add(upload);
            missing -= upload.request().size();
            if (missing <= 0) {
                return evict(chosen);
            }
        }
        return List.of();
    }

    /** Returns how many bytes of message files are in the way, or none where those would not help. */
    private long missing(SlotRequest request, Allowance allowance) throws SQLException {
        if (request.size() > allowance.bucket()
                || request.size() > allowance.quota().total()) {
            return 0;
        }
        Shortage.Missing missing = shortage.missing(request, allowance);
        boolean message = request.purpose() == Purpose.MESSAGE;
        return message || missing.bucket() <= 0 ? Math.max(missing.total(), message ? missing.bucket() : 0) : 0;
    }

    private List<Upload> evict(List<Upload> chosen) throws SQLException {
        List<Upload> evicted = new ArrayList<>();
        for (Upload upload : chosen) {
            removals.take(upload.id(), Removal.EVICTED).ifPresent(evicted::add);
        }
        return evicted;
    }
}
