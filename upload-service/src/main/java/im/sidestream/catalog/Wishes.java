package im.sidestream.catalog;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements by which owners change what is theirs; for the writer's thread alone. */
final class Wishes {
    private final Removals removals;
    private final AuditStatements audit;
    private final Oblivion deliveries;
    private final Rules rules;
    private final Locks locks;
    private final Prepared keep;
    private final Prepared withdraw;
    private final Prepared downloaded;
    private final Prepared next;
    private final Prepared open;
    private final Prepared forgetNames;
    private final Prepared forgetCounters;

    Wishes(SqlConnection connection, Removals removals, AuditStatements audit, Rules rules) throws SQLException {
        this.removals = removals;
        this.audit = audit;
        deliveries = new Oblivion(connection, rules);
        this.rules = rules;
        locks = connection.locks();
        Dialect dialect = connection.dialect();
        keep = new Prepared(
                connection, "UPDATE upload SET kept_until = ?2 WHERE id = ?1 AND state = 2 RETURNING " + Rows.COLUMNS);
        withdraw = new Prepared(
                connection,
                "UPDATE upload SET withdrawn_at = CASE WHEN ?2 = 0 THEN NULL ELSE coalesce(withdrawn_at, ?3) END"
                        + " WHERE id = ?1 AND state = 2");
        downloaded =
                new Prepared(connection, "UPDATE upload SET downloads = downloads + ?2 WHERE id = ?1 AND state = 2");
        next = new Prepared(
                connection,
                "SELECT id, stored_at, seq FROM upload WHERE service = ?1 AND owner = ?2 AND state = 2 AND seq < ?3"
                        + " ORDER BY seq DESC LIMIT ?4" + dialect.locked());
        open = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", issued_at FROM upload WHERE service = ?1 AND owner = ?2 AND state < 2"
                        + " LIMIT ?3" + dialect.locked());
        forgetNames = new Prepared(
                connection,
                "UPDATE upload SET owner = '', name = '-' WHERE seq IN (SELECT seq FROM upload WHERE service = ?1"
                        + " AND owner = ?2 AND state = 3 LIMIT ?3)");
        forgetCounters = new Prepared(
                connection,
                "DELETE FROM counter WHERE (service, owner, purpose, hour) IN (SELECT service, owner, purpose, hour"
                        + " FROM counter WHERE service = ?1 AND owner = ?2 AND files = 0 LIMIT ?3) AND files = 0");
    }

    /** Keeps a file, and lets the sweep look at it when its new end comes. */
    boolean keep(SlotId id, Instant until) throws SQLException {
        List<Upload> kept = keep.all(Rows::upload, id.value(), Rows.millis(until));
        for (Upload upload : kept) {
            removals.date(upload);
        }
        return !kept.isEmpty();
    }

    boolean withdraw(SlotId id, boolean withdrawn) throws SQLException {
        return withdraw.update(id.value(), withdrawn ? 1 : 0, rules.now()) == 1;
    }

    void downloaded(Map<SlotId, Long> counts) throws SQLException {
        for (Map.Entry<SlotId, Long> one : counts.entrySet()) {
            downloaded.update(one.getKey().value(), one.getValue());
        }
    }

    Inventory.Taken take(Owner owner, Inventory.Bulk bulk, Cursor from) throws SQLException {
        locks.owner(owner.service(), owner.jid());
        List<Candidate> candidates =
                next.all(Candidate::read, owner.service(), owner.jid(), from.before(), bulk.limit());
        List<Upload> taken = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (candidate.storedAt < Rows.millis(bulk.before())) {
                removals.take(candidate.id, bulk.removal()).ifPresent(taken::add);
            }
        }
        boolean last = candidates.size() < bulk.limit();
        return new Inventory.Taken(taken, last ? null : Long.toString(candidates.get(candidates.size() - 1).seq));
    }

    int giveUp(Owner owner, int limit) throws SQLException {
        locks.owner(owner.service(), owner.jid());
        List<Removals.Abandoned> slots = open.all(Removals.Abandoned::read, owner.service(), owner.jid(), limit);
        removals.giveUp(slots);
        return slots.size();
    }

    /**
     * Counters go last, and only once nothing is left that would be given back to them. Those of the day stay for it: who
     * asks to be forgotten shall not get another day's share.
     */
    int forget(Owner owner, int limit) throws SQLException {
        int slots = giveUp(owner, limit);
        int names = forgetNames.update(owner.service(), owner.jid(), limit);
        int forgotten = slots + names + audit.erase(owner, limit) + deliveries.forget(owner, limit);
        return slots < limit ? forgotten + forgetCounters.update(owner.service(), owner.jid(), limit) : forgotten;
    }

    private record Candidate(SlotId id, long storedAt, long seq) {
        static Candidate read(ResultSet row) throws SQLException {
            return new Candidate(new SlotId(row.getString(1)), row.getLong(2), row.getLong(3));
        }
    }
}
