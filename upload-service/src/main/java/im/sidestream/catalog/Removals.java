package im.sidestream.catalog;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements that take rows away; for the writer's thread alone. */
final class Removals {
    private static final String TAKE = "UPDATE upload SET state = 3, gone_at = ?2, gone_reason = ?3"
            + " WHERE id = ?1 AND state = 2 RETURNING service, owner, size";

    private final InstantSource clock;
    private final Counters counters;
    private final Prepared take;
    private final Prepared removed;
    private final Prepared abandoned;
    private final Prepared drop;
    private final Prepared kept;
    private final Prepared ended;
    private final Prepared find;
    private final Prepared forget;
    private final Prepared forgetHours;
    private final Prepared forgetOwners;

    Removals(Connection connection, Counters counters, InstantSource clock) throws SQLException {
        this.clock = clock;
        this.counters = counters;
        take = new Prepared(connection, TAKE);
        removed = new Prepared(connection, "UPDATE upload SET blob_removed = 1 WHERE id = ? AND state = 3");
        abandoned = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE state < 2 AND deadline <= ?1"
                        + " AND lease_until <= ?1 AND retry_until <= ?1 ORDER BY deadline LIMIT ?2");
        drop = new Prepared(connection, "DELETE FROM upload WHERE id = ?");
        kept = new Prepared(
                connection,
                "SELECT id FROM upload WHERE state = 2 AND purpose = ?1 AND stored_at <= ?2"
                        + " ORDER BY stored_at LIMIT ?3");
        ended = new Prepared(
                connection,
                "SELECT id FROM upload WHERE state = 2 AND expire_before IS NOT NULL AND expire_before <= ?1"
                        + " ORDER BY expire_before LIMIT ?2");
        find = new Prepared(connection, "SELECT " + Rows.COLUMNS + " FROM upload WHERE id = ?");
        forget = new Prepared(
                connection,
                "DELETE FROM upload WHERE seq IN (SELECT seq FROM upload WHERE state = 3 AND blob_removed = 1"
                        + " AND gone_at < ?1 ORDER BY gone_at LIMIT ?2)");
        forgetHours = new Prepared(
                connection,
                "DELETE FROM counter WHERE (service, owner, purpose, hour) IN (SELECT service, owner, purpose, hour"
                        + " FROM counter WHERE hour >= 0 AND hour < ?1 LIMIT ?2)");
        forgetOwners = new Prepared(
                connection,
                "DELETE FROM counter WHERE (service, owner, purpose, hour) IN (SELECT service, owner, purpose, hour"
                        + " FROM counter WHERE files = 0 LIMIT ?1)");
    }

    boolean delete(SlotId id) throws SQLException {
        return take(id.value(), "deleted");
    }

    private boolean take(String id, String reason) throws SQLException {
        Optional<Counters.Freed> freed = take.first(Removals::freed, id, clock.millis(), reason);
        if (freed.isPresent()) {
            counters.giveBack(freed.get());
        }
        return freed.isPresent();
    }

    void removed(SlotId id) throws SQLException {
        removed.update(id.value());
    }

    List<Upload> dropAbandoned(int limit) throws SQLException {
        List<Abandoned> rows = abandoned.all(Abandoned::read, clock.millis(), limit);
        List<Upload> uploads = new ArrayList<>(rows.size());
        for (Abandoned row : rows) {
            Upload upload = row.upload;
            drop.update(upload.id().value());
            counters.giveBackWhole(freed(upload), upload.request().purpose(), row.issuedAt);
            uploads.add(upload);
        }
        return uploads;
    }

    List<Upload> expire(Retention retention, int limit) throws SQLException {
        List<Upload> uploads = new ArrayList<>();
        for (String id : overdue(retention, limit)) {
            if (take(id, "expired")) {
                find.first(Rows::upload, id).ifPresent(uploads::add);
            }
        }
        return uploads;
    }

    private List<String> overdue(Retention retention, int limit) throws SQLException {
        Instant now = clock.instant();
        List<String> ids = new ArrayList<>(ended.all(row -> row.getString(1), Rows.millis(now), limit));
        for (Map.Entry<Purpose, Duration> rule : retention.byPurpose().entrySet()) {
            int rest = limit - ids.size();
            long storedBy = Rows.millis(now.minus(rule.getValue()));
            ids.addAll(kept.all(row -> row.getString(1), rule.getKey().elementName(), storedBy, rest));
        }
        return ids;
    }

    /** Forgets tombstones, and as many counters that say nothing any more. */
    int forget(Instant before, int limit) throws SQLException {
        forgetHours.update(Counters.firstHourOfDay(clock.millis()), limit);
        forgetOwners.update(limit);
        return forget.update(Rows.millis(before), limit);
    }

    private static Counters.Freed freed(Upload upload) {
        return new Counters.Freed(
                upload.request().service(),
                upload.request().owner(),
                upload.request().size());
    }

    private static Counters.Freed freed(ResultSet row) throws SQLException {
        return new Counters.Freed(row.getString(1), row.getString(2), row.getLong(3));
    }

    private record Abandoned(Upload upload, long issuedAt) {
        static Abandoned read(ResultSet row) throws SQLException {
            return new Abandoned(Rows.upload(row), row.getLong(Rows.NEXT));
        }
    }
}
