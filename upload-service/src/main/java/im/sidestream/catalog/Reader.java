package im.sidestream.catalog;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements that only look, on a connection of their own; used by one thread at a time. */
final class Reader implements AutoCloseable {
    private final SqlConnection connection;
    private final Prepared find;
    private final Prepared resumption;
    private final Prepared pieces;
    private final Prepared used;
    private final Prepared held;
    private final Prepared today;
    private final Prepared outstanding;
    private final Prepared stored;
    private final Prepared awaitingRemoval;
    private final Prepared version;
    private @Nullable Lists lists;
    private @Nullable DeliveryReader deliveries;
    private @Nullable ListReader receiverLists;

    Reader(SqlConnection connection) throws SQLException {
        this.connection = connection;
        find = new Prepared(connection, "SELECT " + Rows.COLUMNS + " FROM upload WHERE id = ?");
        resumption = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS
                        + ", CASE state WHEN 0 THEN deadline ELSE retry_until END FROM upload WHERE id = ?");
        pieces = new Prepared(
                connection, "SELECT start, size, attempt, directory FROM piece WHERE upload = ? ORDER BY start");
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

    Optional<Resumption> resumption(SlotId id) throws SQLException {
        return resumption.first(
                row -> new Resumption(Rows.upload(row), Instant.ofEpochMilli(row.getLong(Rows.NEXT))), id.value());
    }

    List<Piece> pieces(SlotId id) throws SQLException {
        return pieces.all(
                row -> new Piece(row.getLong(1), row.getLong(2), row.getInt(3), row.getString(4)), id.value());
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

    /** Returns the statements that list and sum, which most readers are never asked for. */
    Lists lists() throws SQLException {
        if (lists == null) {
            lists = new Lists(connection);
        }
        return lists;
    }

    /** Returns the statements that look at deliveries. */
    DeliveryReader deliveries() throws SQLException {
        if (deliveries == null) {
            deliveries = new DeliveryReader(connection);
        }
        return deliveries;
    }

    /** Returns the statements that look at receiver lists. */
    ListReader receiverLists() throws SQLException {
        if (receiverLists == null) {
            receiverLists = new ListReader(connection);
        }
        return receiverLists;
    }

    int version() throws SQLException {
        return version.first(row -> row.getInt(1)).orElse(0);
    }

    @Override
    public void close() throws SQLException {
        connection.jdbc().close();
    }
}
