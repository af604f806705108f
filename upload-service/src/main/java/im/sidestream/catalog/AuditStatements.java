package im.sidestream.catalog;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The statements that write the audit trail; for the writer's thread alone. */
final class AuditStatements {
    /** Who it was, where the owner himself is not to be named any more. */
    private static final String ERASED = "erased";

    private final InstantSource clock;
    private final Prepared add;
    private final Prepared eraseOwner;
    private final Prepared eraseActor;
    private final Prepared forget;

    AuditStatements(SqlConnection connection, InstantSource clock) throws SQLException {
        this.clock = clock;
        add = new Prepared(
                connection,
                "INSERT INTO audit (service, at, action, file, owner, name, size, detail, actor)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        eraseOwner = new Prepared(
                connection,
                "UPDATE audit SET owner = NULL, name = NULL, actor = CASE actor WHEN ?2 THEN '" + ERASED
                        + "' ELSE actor END WHERE seq IN (SELECT seq FROM audit WHERE service = ?1 AND owner = ?2"
                        + " LIMIT ?3)");
        eraseActor = new Prepared(
                connection,
                "UPDATE audit SET actor = '" + ERASED + "' WHERE seq IN (SELECT seq FROM audit WHERE service = ?1"
                        + " AND actor = ?2 AND " + connection.dialect().position("actor", "@") + " > 0 LIMIT ?3)");
        forget = new Prepared(
                connection,
                "DELETE FROM audit WHERE seq IN (SELECT seq FROM (SELECT seq, at FROM audit ORDER BY seq LIMIT ?2) AS oldest"
                        + " WHERE at < ?1)");
    }

    /** Remembers a removal, in its transaction. */
    void removed(Upload upload, Removal removal) throws SQLException {
        SlotRequest request = upload.request();
        add.update(
                request.service(),
                clock.millis(),
                removal.reason().name(),
                upload.id().value(),
                request.owner(),
                request.name().value(),
                request.size(),
                "",
                removal.by());
    }

    /** Remembers a change, in its transaction. */
    void changed(String service, @Nullable String owner, String detail, String by) throws SQLException {
        add.update(service, clock.millis(), AuditRecord.Action.CHANGED.name(), null, owner, null, 0L, detail, by);
    }

    /** Takes an owner's name from at most {@code limit} records. */
    int erase(Owner owner, int limit) throws SQLException {
        int erased = eraseOwner.update(owner.service(), owner.jid(), limit);
        return erased + eraseActor.update(owner.service(), owner.jid(), limit);
    }

    int forget(Instant before, int limit) throws SQLException {
        return forget.update(Rows.millis(before), limit);
    }
}
