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
import java.util.ArrayList;
import java.util.List;

/**
 * The numbered scripts that make the tables, each applied once and whole.
 *
 * @param scripts in order; the first one is version 1
 */
record Schema(List<String> scripts) {
    Schema {
        scripts = List.copyOf(scripts);
    }

    /** Returns the scripts that this program has for SQLite. */
    static Schema sqlite() {
        List<String> scripts = new ArrayList<>();
        while (true) {
            String name = String.format("sqlite/%03d.sql", scripts.size() + 1);
            try (InputStream script = Schema.class.getResourceAsStream(name)) {
                if (script == null) {
                    return new Schema(scripts);
                }
                scripts.add(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the schema " + name + " cannot be read", e);
            }
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
            int version = version(statement);
            if (version > scripts.size()) {
                throw new CatalogException(
                        "the catalog " + file + " has schema " + version + ", but this program knows only "
                                + scripts.size() + ": run the newer program that made it, or restore a backup",
                        null);
            }
            for (int next = version + 1; next <= scripts.size(); next++) {
                apply(statement, next, now);
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

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            result.next();
            return result.getInt(1);
        }
    }
}
