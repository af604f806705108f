package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * Brings a PostgreSQL database to this program's version: all missing scripts in one transaction, by one process at a time
 * while others wait. Processes of the previous version go on meanwhile, for scripts only add.
 */
record PostgresMigration(Schema schema, String name) {
    /** A number that nothing else in a database is likely to lock. */
    private static final long LOCK = 0x5349_4445_5354_524dL;

    /**
     * Applies what is missing.
     *
     * @throws CatalogException where a newer program made the tables
     */
    void run(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            Set<Integer> applied = applied(statement);
            requireKnown(applied);
            for (int next = 1; next <= schema.scripts().size(); next++) {
                String script = schema.scripts().get(next - 1);
                if (!script.isEmpty() && !applied.contains(next)) {
                    statement.execute(script);
                    statement.executeUpdate("INSERT INTO schema_version VALUES (" + next
                            + ", (extract(epoch FROM clock_timestamp()) * 1000)::bigint)");
                }
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Answers whether a program may use the tables, and changes nothing; tables that are missing can be made. */
    void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (exists(statement)) {
                requireKnown(versions(statement));
            }
        }
    }

    private void requireKnown(Set<Integer> applied) {
        int version = applied.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (version > schema.scripts().size()) {
            throw new CatalogException(
                    "the catalog " + name + " has schema " + version + ", but this program knows only "
                            + schema.scripts().size() + ": run the newer program that made it, or restore a backup",
                    null);
        }
    }

    private static Set<Integer> applied(Statement statement) throws SQLException {
        if (!exists(statement)) {
            statement.execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at BIGINT NOT NULL)");
        }
        return versions(statement);
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT to_regclass('schema_version') IS NOT NULL")) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static Set<Integer> versions(Statement statement) throws SQLException {
        Set<Integer> versions = new HashSet<>();
        try (ResultSet result = statement.executeQuery("SELECT version FROM schema_version")) {
            while (result.next()) {
                versions.add(result.getInt(1));
            }
        }
        return versions;
    }
}
