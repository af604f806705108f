package im.sidestream.catalog;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements that list and sum, on a reader's connection; used by one thread at a time. */
final class Lists {
    private static final String ENTRY = "SELECT " + Rows.COLUMNS + ", downloads, seq FROM upload";

    private final Prepared ofOwner;
    private final Prepared openOf;
    private final Prepared goneOf;
    private final Prepared ofService;
    private final Prepared find;
    private final Prepared biggest;
    private final Prepared holdings;
    private final Prepared audit;
    private final Prepared auditOfOwner;
    private final Prepared blocks;
    private final Prepared limits;

    Lists(SqlConnection connection) throws SQLException {
        ofOwner = new Prepared(
                connection,
                ENTRY + " WHERE service = ?1 AND owner = ?2 AND state = 2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4");
        String page = " AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
        openOf = new Prepared(connection, ENTRY + " WHERE service = ?1 AND owner = ?2 AND state < 2" + page);
        goneOf = new Prepared(
                connection,
                "SELECT " + Rows.COLUMNS + ", gone_at, gone_reason, seq FROM upload"
                        + " WHERE service = ?1 AND owner = ?2 AND state = 3" + page);
        Dialect dialect = connection.dialect();
        // in the order of rows: another index would sort all files of the service
        ofService = new Prepared(
                connection,
                ENTRY + " WHERE " + dialect.unindexed("service")
                        + " = ?1 AND +state = 2 AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
        find = new Prepared(connection, ENTRY + " WHERE id = ?");
        biggest = new Prepared(
                connection,
                "SELECT owner FROM counter WHERE service = ?1 AND hour = -1 AND files > 0 GROUP BY owner"
                        + " ORDER BY sum(bytes) DESC, owner LIMIT ?2");
        holdings = new Prepared(
                connection,
                "SELECT (SELECT coalesce(sum(bytes), 0)" + Counters.OF_SERVICE + "),"
                        + " (SELECT coalesce(sum(files), 0)" + Counters.OF_SERVICE + "),"
                        + " (SELECT coalesce(sum(size), 0) FROM upload" + dialect.by("upload_open")
                        + " WHERE service = ?1 AND state < 2),"
                        + " (SELECT count(*) FROM upload" + dialect.by("upload_open")
                        + " WHERE service = ?1 AND state < 2),"
                        + " (SELECT count(DISTINCT owner) FROM counter WHERE service = ?1 AND hour = -1 AND files > 0)");
        String records = "SELECT at, action, file, owner, name, size, detail, actor, seq FROM audit WHERE service = ?1";
        audit = new Prepared(connection, records + " AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
        auditOfOwner = new Prepared(connection, records + " AND owner = ?4 AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
        blocks = new Prepared(
                connection,
                "SELECT kind, pattern, since, actor FROM block WHERE service = ? ORDER BY kind DESC, pattern");
        limits = new Prepared(connection, "SELECT name, value FROM override WHERE service = ?");
    }

    Page<Inventory.Entry> ofOwner(Owner owner, Cursor from, int limit) throws SQLException {
        List<Inventory.Entry> rows = ofOwner.all(Lists::entry, owner.service(), owner.jid(), from.before(), limit + 1L);
        return Cursor.page(rows, limit, Inventory.Entry::cursor);
    }

    Page<Inventory.Entry> openOf(Owner owner, Cursor from, int limit) throws SQLException {
        List<Inventory.Entry> rows = openOf.all(Lists::entry, owner.service(), owner.jid(), from.before(), limit + 1L);
        return Cursor.page(rows, limit, Inventory.Entry::cursor);
    }

    Page<Inventory.Tombstone> goneOf(Owner owner, Cursor from, int limit) throws SQLException {
        List<Inventory.Tombstone> rows =
                goneOf.all(Lists::tombstone, owner.service(), owner.jid(), from.before(), limit + 1L);
        return Cursor.page(rows, limit, Inventory.Tombstone::cursor);
    }

    Page<Inventory.Entry> ofService(String service, Cursor from, int limit) throws SQLException {
        List<Inventory.Entry> rows = ofService.all(Lists::entry, service, from.before(), limit + 1L);
        return Cursor.page(rows, limit, Inventory.Entry::cursor);
    }

    Optional<Inventory.Entry> find(SlotId id) throws SQLException {
        return find.first(Lists::entry, id.value());
    }

    List<String> biggest(String service, int limit) throws SQLException {
        return biggest.all(row -> row.getString(1), service, limit);
    }

    Inventory.Holdings holdings(String service) throws SQLException {
        return holdings.first(Lists::holdings, service).orElseThrow();
    }

    Page<AuditRecord> audit(String service, @Nullable String owner, Cursor from, int limit) throws SQLException {
        List<Numbered> rows = owner == null
                ? audit.all(Numbered::read, service, from.before(), limit + 1L)
                : auditOfOwner.all(Numbered::read, service, from.before(), limit + 1L, owner);
        Page<Numbered> page = Cursor.page(rows, limit, row -> Long.toString(row.seq));
        return new Page<>(page.items().stream().map(Numbered::record).toList(), page.next());
    }

    List<Block> blocks(String service) throws SQLException {
        return blocks.all(Lists::block, service);
    }

    Map<String, String> limits(String service) throws SQLException {
        return limits.all(row -> Map.entry(row.getString(1), row.getString(2)), service).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Inventory.Entry entry(ResultSet row) throws SQLException {
        return new Inventory.Entry(Rows.upload(row), row.getLong(Rows.NEXT), row.getString(Rows.NEXT + 1));
    }

    private static Inventory.Tombstone tombstone(ResultSet row) throws SQLException {
        return new Inventory.Tombstone(
                Rows.upload(row),
                Instant.ofEpochMilli(row.getLong(Rows.NEXT)),
                row.getString(Rows.NEXT + 1),
                row.getString(Rows.NEXT + 2));
    }

    private static Inventory.Holdings holdings(ResultSet row) throws SQLException {
        return new Inventory.Holdings(
                new Usage.Amount(row.getLong(1), row.getLong(2)),
                new Usage.Amount(row.getLong(3), row.getLong(4)),
                row.getLong(5));
    }

    private static Block block(ResultSet row) throws SQLException {
        return new Block(
                Block.Kind.valueOf(row.getString(1)),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4));
    }

    private record Numbered(AuditRecord record, long seq) {
        static Numbered read(ResultSet row) throws SQLException {
            String file = row.getString(3);
            AuditRecord record = new AuditRecord(
                    Instant.ofEpochMilli(row.getLong(1)),
                    AuditRecord.Action.valueOf(row.getString(2)),
                    file == null ? null : new SlotId(file),
                    row.getString(4),
                    row.getString(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getString(8));
            return new Numbered(record, row.getLong(9));
        }
    }
}
