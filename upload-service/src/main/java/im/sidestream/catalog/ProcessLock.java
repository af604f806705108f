package im.sidestream.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps everybody else away from the database: other processes, and a second catalog in this one. The operating system
 * ends the lock with its process, however that ends, so the file itself means nothing and is left behind.
 *
 * <p>The lock is SQLite's own, on a tiny database beside the catalog. A lock of the JDK's would be lost as soon as the
 * process closed any other descriptor of the same file (POSIX, {@code fcntl}), which merely to try for it once more does;
 * SQLite keeps account of its descriptors. The lock forbids to write, so that others can read who has it.
 */
final class ProcessLock implements AutoCloseable {
    private static final String SUFFIX = ".lock";

    private final Connection connection;

    private ProcessLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes the lock beside {@code database}.
     *
     * @throws CatalogException where somebody has it, or the directory cannot be written
     */
    static ProcessLock take(SqliteFile database) {
        SqliteFile file = database.beside(SUFFIX);
        try {
            return new ProcessLock(locked(file, database.path()));
        } catch (SQLException e) {
            boolean damaged = Faults.code(e) == SQLiteErrorCode.SQLITE_NOTADB;
            throw new CatalogException(
                    damaged
                            ? "the lock " + file.path() + " is damaged: remove it, if nothing else uses the catalog"
                            : "the lock " + file.path() + " cannot be made: " + e.getMessage(),
                    e);
        }
    }

    private static Connection locked(SqliteFile file, Path database) throws SQLException {
        Connection connection = file.lock();
        boolean locked = false;
        try (Statement statement = connection.createStatement()) {
            locked = isTakenBy(statement);
            if (!locked) {
                throw new CatalogException(
                        "the catalog " + database + " is in use by process " + holder(statement)
                                + "; SQLite serves one process (lock " + file.path() + ")",
                        null);
            }
            return connection;
        } finally {
            if (!locked) {
                connection.close();
            }
        }
    }

    /** Writes down who has the lock, and takes it for good. */
    private static boolean isTakenBy(Statement statement) throws SQLException {
        try {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("PRAGMA user_version = " + ProcessHandle.current().pid());
            statement.execute("COMMIT");
            statement.execute("BEGIN IMMEDIATE");
            return true;
        } catch (SQLException e) {
            if (Faults.code(e) == SQLiteErrorCode.SQLITE_BUSY) {
                return false;
            }
            throw e;
        }
    }

    private static String holder(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new CatalogException("the catalog's lock cannot be given back", e);
        }
    }
}
