package im.sidestream.catalog;

import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements that only look, on a connection of their own; used by one thread at a time. */
final class Reader implements AutoCloseable {
    private final Connection connection;
    private final Prepared find;
    private final Prepared used;
    private final Prepared stored;
    private final Prepared awaitingRemoval;
    private final Prepared version;

    Reader(Connection connection) throws SQLException {
        this.connection = connection;
        find = new Prepared(connection, "SELECT " + Rows.COLUMNS + " FROM upload WHERE id = ?");
        used = new Prepared(
                connection,
                "SELECT bytes FROM counter WHERE service = ? AND owner = ? AND purpose = '' AND hour = "
                        + Counters.TOTAL);
        stored = new Prepared(
                connection, "SELECT " + Rows.COLUMNS + " FROM upload WHERE id > ? AND state = 2 ORDER BY id LIMIT ?");
        awaitingRemoval = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS
                        + " FROM upload WHERE state = 3 AND blob_removed = 0 ORDER BY gone_at LIMIT ?");
        version = new Prepared(connection, "SELECT max(version) FROM schema_version");
    }

    Optional<Upload> find(SlotId id) throws SQLException {
        return find.first(Rows::upload, id.value());
    }

    long used(String service, String owner) throws SQLException {
        return used.first(row -> row.getLong(1), service, owner).orElse(0L);
    }

    List<Upload> stored(@Nullable SlotId after, int limit) throws SQLException {
        return stored.all(Rows::upload, after == null ? "" : after.value(), limit);
    }

    List<Upload> awaitingRemoval(int limit) throws SQLException {
        return awaitingRemoval.all(Rows::upload, limit);
    }

    int version() throws SQLException {
        return version.first(row -> row.getInt(1)).orElse(0);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
