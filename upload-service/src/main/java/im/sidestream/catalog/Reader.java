package im.sidestream.catalog;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements that only look, on a connection of their own; used by one thread at a time. */
final class Reader implements AutoCloseable {
    private final Connection connection;
    private final Prepared find;
    private final Prepared used;
    private final Prepared held;
    private final Prepared today;
    private final Prepared outstanding;
    private final Prepared stored;
    private final Prepared awaitingRemoval;
    private final Prepared version;

    Reader(Connection connection) throws SQLException {
        this.connection = connection;
        find = new Prepared(connection, "SELECT " + Rows.COLUMNS + " FROM upload WHERE id = ?");
        used = new Prepared(connection, "SELECT coalesce(sum(bytes), 0)" + Counters.OF_OWNER);
        held = new Prepared(connection, "SELECT purpose, bytes, files" + Counters.OF_OWNER);
        today = new Prepared(
                connection,
                "SELECT coalesce(sum(bytes), 0), coalesce(sum(files), 0) FROM counter"
                        + " WHERE service = ?1 AND owner = ?2 AND hour >= ?3");
        outstanding = new Prepared(connection, "SELECT coalesce(sum(size), 0) FROM upload WHERE state < 2");
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

    Usage usage(Owner owner, long now) throws SQLException {
        Map<Purpose, Usage.Amount> byPurpose = new EnumMap<>(Purpose.class);
        for (Counters.Held one : held.all(Counters.Held::read, owner.service(), owner.jid())) {
            if (one.files() > 0) {
                byPurpose.put(one.purpose(), new Usage.Amount(one.bytes(), one.files()));
            }
        }
        Usage.Amount day = today.first(
                        row -> new Usage.Amount(row.getLong(1), row.getLong(2)),
                        owner.service(),
                        owner.jid(),
                        Counters.firstHourOfDay(now))
                .orElse(Usage.Amount.NONE);
        return new Usage(owner, byPurpose, day);
    }

    long outstanding() throws SQLException {
        return outstanding.first(row -> row.getLong(1)).orElse(0L);
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
