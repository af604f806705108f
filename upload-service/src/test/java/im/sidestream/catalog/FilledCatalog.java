package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.SERVICE;

import im.sidestream.slot.Retention;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a catalog that has been in use for long: stored files one second apart, every tenth of them one owner's, a hundred
 * of each other one's on the average; beside them tombstones, records and counters.
 *
 * @param files stored
 */
record FilledCatalog(Path file, int files) {
    /** Whoever has a tenth of all files. */
    static final String COLLECTOR = "collector@north.example";

    private static final String VALUES =
            "'" + SERVICE + "', %s, 'photo ' || i || '.jpeg', 'image/jpeg', 1000, 'message'";
    private static final String NUMBERS =
            " FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + "%d) SELECT i FROM n)";
    private static final String ANY_ID = "substr(hex(randomblob(14)), 1, 27)";

    int owners() {
        return Math.max(10, files / 100);
    }

    static String owner(int number) {
        return "user" + number + "@north.example";
    }

    /** Fills it; the first file ends {@code retention} after it was stored, which is a second after {@code now}. */
    void fill(Instant now, Retention retention, Duration kept) throws SQLException {
        try (Connection connection =
                        new SqliteFile(file, Tuning.standard(Runnable::run, CommitListener.NONE)).writer();
                Statement statement = connection.createStatement()) {
            Schema.sqlite().migrate(connection, file, 0);
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA cache_size = -200000");
            List<String> indexes = dropIndexes(statement);
            statement.executeUpdate("BEGIN");
            uploads(statement, now, kept);
            counters(statement, Counters.hour(now.toEpochMilli()));
            statement.executeUpdate(
                    "INSERT INTO dating SELECT 1, '" + retention.fingerprint() + "', max(seq), max(seq) FROM upload");
            statement.executeUpdate("COMMIT");
            for (String index : indexes) {
                statement.executeUpdate(index);
            }
        }
    }

    /** An index that is made at the end costs a fraction of one that grows. */
    private static List<String> dropIndexes(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> made = new ArrayList<>();
        try (ResultSet all = statement.executeQuery(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")) {
            while (all.next()) {
                names.add(all.getString(1));
                made.add(all.getString(2));
            }
        }
        for (String name : names) {
            statement.executeUpdate("DROP INDEX " + name);
        }
        return made;
    }

    private void uploads(Statement statement, Instant now, Duration kept) throws SQLException {
        long first = now.toEpochMilli();
        String owner = "CASE i % 10 WHEN 0 THEN '" + COLLECTOR + "' ELSE 'user' || (i % " + owners()
                + ") || '@north.example' END";
        String stored = first - kept.toMillis() + " + i * 1000";
        statement.executeUpdate("INSERT INTO upload (id, service, owner, name, type, size, purpose, state, issued_at,"
                + " deadline, attempt, directory, sha256, stored_at, expires_at) SELECT " + ANY_ID + ", "
                + String.format(VALUES, owner) + ", 2, " + stored + ", " + stored
                + ", 1, '2026020112', randomblob(32), " + stored + ", " + first + " + i * 1000"
                + String.format(NUMBERS, files));
        statement.executeUpdate("INSERT INTO upload (id, service, owner, name, type, size, purpose, state, issued_at,"
                + " deadline, attempt, directory, sha256, stored_at, gone_at, gone_reason, blob_removed) SELECT "
                + ANY_ID + ", " + String.format(VALUES, owner) + ", 3, 0, 0, 1, '2026020112', randomblob(32), 0, "
                + first + ", 'deleted', 1" + String.format(NUMBERS, files / 10));
        statement.executeUpdate("INSERT INTO audit (service, at, action, file, owner, name, size, detail, actor) SELECT"
                + " service, gone_at, 'OWNER', id, owner, name, size, '', owner FROM upload WHERE state = 3");
    }

    private static void counters(Statement statement, long hour) throws SQLException {
        statement.executeUpdate(
                "INSERT INTO counter SELECT service, owner, purpose, -1, sum(size), count(*) FROM upload"
                        + " WHERE state < 3 GROUP BY service, owner, purpose");
        statement.executeUpdate("INSERT INTO counter SELECT service, owner, purpose, " + (hour - 1)
                + ", 1000, 1 FROM counter WHERE hour = -1");
        for (int shard = 2; shard <= 9; shard++) {
            statement.executeUpdate("INSERT INTO counter SELECT service, '', '', -" + shard
                    + ", sum(bytes) / 8, sum(files) / 8 FROM counter WHERE hour = -1 GROUP BY service");
        }
    }
}
