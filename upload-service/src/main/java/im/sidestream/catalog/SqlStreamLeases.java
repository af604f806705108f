package im.sidestream.catalog;

import im.sidestream.slot.StreamLeases;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Leases of streams in the catalog's database, on its disk before anybody connects: a crash must not give one twice. */
final class SqlStreamLeases implements StreamLeases {
    private final Changes<Statements> changes;

    SqlStreamLeases(Changes<Statements> changes) {
        this.changes = changes;
    }

    @Override
    public CompletableFuture<Boolean> take(String service, String holder, Duration length) {
        return changes.submitSingle(true, statements -> statements.take(service, holder, length));
    }

    @Override
    public CompletableFuture<Void> release(String service, String holder) {
        return changes.submitSingle(false, statements -> {
            statements.release(service, holder);
            return null;
        });
    }

    /** What changes them; for the writer's thread alone. */
    static final class Statements {
        private final InstantSource clock;
        private final Prepared take;
        private final Prepared release;

        Statements(SqlConnection connection, InstantSource clock) throws SQLException {
            this.clock = clock;
            take = new Prepared(
                    connection,
                    "INSERT INTO stream_lease (service, holder, until) VALUES (?1, ?2, ?3) ON CONFLICT (service) DO"
                            + " UPDATE SET holder = ?2, until = ?3"
                            + " WHERE stream_lease.holder = ?2 OR stream_lease.until <= ?4");
            release = new Prepared(connection, "DELETE FROM stream_lease WHERE service = ? AND holder = ?");
        }

        boolean take(String service, String holder, Duration length) throws SQLException {
            long now = clock.millis();
            return take.update(service, holder, now + length.toMillis(), now) > 0;
        }

        void release(String service, String holder) throws SQLException {
            release.update(service, holder);
        }
    }
}
