package im.sidestream.catalog;

import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements that take rows away; for the writer's thread alone. */
final class Removals {
    private static final String KEY = "(service, owner, purpose, hour)";

    private final Dating dating;
    private final Rules rules;
    private final Counters counters;
    private final AuditStatements audit;
    private final Locks locks;
    private final Prepared take;
    private final Prepared removed;
    private final Prepared removedPieces;
    private final Prepared abandoned;
    private final Prepared drop;
    private final Prepared bury;
    private final Prepared overdue;
    private final Prepared forget;
    private final Prepared forgetHours;
    private final Prepared forgetOwners;

    Removals(SqlConnection connection, Counters counters, AuditStatements audit, Dating dating) throws SQLException {
        this.audit = audit;
        this.dating = dating;
        this.rules = dating.rules();
        this.counters = counters;
        locks = connection.locks();
        String unclaimed = connection.dialect().unclaimed();
        take = new Prepared(
                connection,
                "UPDATE upload SET state = 3, gone_at = ?2, gone_reason = ?3 WHERE id = ?1 AND state = 2 RETURNING "
                        + Rows.COLUMNS);
        removed = new Prepared(connection, "UPDATE upload SET blob_removed = 1 WHERE id = ? AND state = 3");
        removedPieces = new Prepared(connection, "DELETE FROM piece WHERE upload = ?");
        abandoned = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE state < 2 AND deadline <= ?1"
                        + " AND lease_until <= ?1 AND retry_until <= ?1 ORDER BY deadline LIMIT ?2" + unclaimed);
        drop = new Prepared(connection, "DELETE FROM upload WHERE id = ?");
        bury = new Prepared(
                connection,
                "UPDATE upload SET state = 3, gone_at = ?2, gone_reason = 'abandoned' WHERE id = ?1 AND state = 1");
        overdue = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + " FROM upload WHERE state = 2 AND expires_at IS NOT NULL"
                        + " AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2" + unclaimed);
        // chosen apart: PostgreSQL may run a limited subquery once for each row, and then takes more than the limit
        forget = new Prepared(
                connection,
                "WITH oldest AS MATERIALIZED (SELECT seq FROM upload WHERE state = 3 AND blob_removed = 1"
                        + " AND gone_at < ?1 ORDER BY gone_at LIMIT ?2" + unclaimed
                        + ") DELETE FROM upload WHERE seq IN (SELECT seq FROM oldest)");
        forgetHours = new Prepared(
                connection,
                "WITH oldest AS MATERIALIZED (SELECT service, owner, purpose, hour"
                        + " FROM counter WHERE hour >= 0 AND hour < ?1 LIMIT ?2" + unclaimed
                        + ") DELETE FROM counter WHERE " + KEY + " IN (SELECT * FROM oldest)");
        forgetOwners = new Prepared(
                connection,
                "WITH oldest AS MATERIALIZED (SELECT service, owner, purpose, hour"
                        + " FROM counter WHERE files = 0 AND bytes = 0 LIMIT ?1" + unclaimed
                        + ") DELETE FROM counter WHERE " + KEY
                        + " IN (SELECT * FROM oldest) AND files = 0 AND bytes = 0");
    }

    /** Takes a stored file from everyone: the one way by which any file goes. Returns its row, or empty if it was not there. */
    Optional<Upload> take(SlotId id, Removal removal) throws SQLException {
        Optional<Upload> taken = take.first(Rows::upload, id.value(), rules.now(), removal.word());
        if (taken.isPresent()) {
            counters.giveBack(taken.get());
            audit.removed(taken.get(), removal);
        }
        return taken;
    }

    void removed(SlotId id) throws SQLException {
        removed.update(id.value());
        removedPieces.update(id.value());
    }

    List<Upload> dropAbandoned(int limit) throws SQLException {
        List<Abandoned> rows = abandoned.all(Abandoned::read, rules.now(), limit);
        List<Upload> uploads = new ArrayList<>(rows.size());
        for (Abandoned row : rows) {
            if (locks.tryOwner(row.upload)) {
                giveUp(row, row.upload.pieced() == 0);
                uploads.add(row.upload);
            }
        }
        return uploads;
    }

    /**
     * Gives up reservations of somebody who needs the room now. What attempts left on the store must still go: their rows
     * become tombstones, by which the sweep finds it.
     */
    void giveUp(List<Abandoned> rows) throws SQLException {
        for (Abandoned row : rows) {
            giveUp(row, row.upload.attempt() == 0);
        }
    }

    private void giveUp(Abandoned row, boolean withoutTrace) throws SQLException {
        if (withoutTrace) {
            drop.update(row.upload.id().value());
        } else {
            bury.update(row.upload.id().value(), rules.now());
        }
        counters.giveBackWhole(row.upload, row.issuedAt);
    }

    /** Takes those whose time is over by the retention of now, and dates the others anew. */
    List<Upload> expire(int limit) throws SQLException {
        List<Upload> free = new ArrayList<>();
        for (Upload upload : overdue.all(Rows::upload, rules.now(), limit)) {
            if (locks.tryOwner(upload)) {
                free.add(upload);
            }
        }
        return expire(free);
    }

    /** Takes those of {@code stored} whose time is over by the retention of now, and dates the others anew. */
    List<Upload> expire(List<Upload> stored) throws SQLException {
        List<Upload> uploads = new ArrayList<>(stored.size());
        for (Upload upload : stored) {
            Long end = rules.expiry(upload);
            if (end != null && end <= rules.now()) {
                take(upload.id(), Removal.EXPIRED).ifPresent(uploads::add);
            } else {
                dating.date(upload);
                uploads.add(upload);
            }
        }
        return uploads;
    }

    /** Writes down when a stored file ends, by the retention of now. */
    void date(Upload stored) throws SQLException {
        dating.date(stored);
    }

    /** Forgets tombstones, and as many counters that say nothing any more. */
    int forget(Instant before, int limit) throws SQLException {
        forgetHours.update(Counters.firstHourOfDay(rules.now()), limit);
        forgetOwners.update(limit);
        return forget.update(Rows.millis(before), limit);
    }

    /** A reservation that can never be filled. */
    record Abandoned(Upload upload, long issuedAt) {
        static Abandoned read(ResultSet row) throws SQLException {
            return new Abandoned(Rows.upload(row), row.getLong(Rows.NEXT));
        }
    }
}
