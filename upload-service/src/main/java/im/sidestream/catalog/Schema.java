package im.sidestream.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The numbered scripts that make the tables, each applied once and whole. One whose turn was missed, because a program
 * without it made the later ones, is applied by the next program that has it: scripts only add.
 *
 * @param scripts in order; the first one is version 1; empty for a number that this program has no script for
 */
record Schema(List<String> scripts) {
    private static final int LAST = 9;

    Schema {
        scripts = List.copyOf(scripts);
    }

    /** Returns the scripts that this program has for SQLite. */
    static Schema sqlite() {
        return of("sqlite");
    }

    /** Returns the scripts that this program has for PostgreSQL, under the numbers of those that do the same for SQLite. */
    static Schema postgresql() {
        return of("postgresql");
    }

    private static Schema of(String directory) {
        return new Schema(IntStream.rangeClosed(1, LAST)
                .mapToObj(number -> script(directory, number))
                .toList());
    }

    private static String script(String directory, int number) {
        String name = String.format("%s/%03d.sql", directory, number);
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            return script == null ? "" : new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the schema " + name + " cannot be read", e);
        }
    }

    /**
     * Brings the database to this program's version.
     *
     * @throws CatalogException where a newer program made it
     */
    void migrate(Connection connection, Path file, long now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at BIGINT NOT NULL)");
            Set<Integer> applied = applied(statement);
            int version = applied.stream().mapToInt(Integer::intValue).max().orElse(0);
            if (version > scripts.size()) {
                throw new CatalogException(
                        "the catalog " + file + " has schema " + version + ", but this program knows only "
                                + scripts.size() + ": run the newer program that made it, or restore a backup",
                        null);
            }
            for (int next = 1; next <= scripts.size(); next++) {
                if (!applied.contains(next) && !scripts.get(next - 1).isEmpty()) {
                    apply(statement, next, now);
                }
            }
        }
    }

    private void apply(Statement statement, int version, long now) throws SQLException {
        statement.executeUpdate("BEGIN IMMEDIATE");
        try {
            statement.executeUpdate(scripts.get(version - 1));
            statement.executeUpdate("INSERT INTO schema_version VALUES (" + version + ", " + now + ")");
            statement.executeUpdate("COMMIT");
        } catch (SQLException e) {
            statement.executeUpdate("ROLLBACK");
            throw e;
        }
    }

    private static Set<Integer> applied(Statement statement) throws SQLException {
        Set<Integer> versions = new HashSet<>();
        try (ResultSet result = statement.executeQuery("SELECT version FROM schema_version")) {
            while (result.next()) {
                versions.add(result.getInt(1));
            }
        }
        return versions;
    }
}
