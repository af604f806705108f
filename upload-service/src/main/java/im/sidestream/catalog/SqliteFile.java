package im.sidestream.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * One database file and how connections to it are set up.
 *
 * @param path absolute
 * @param tuning its limits
 */
record SqliteFile(Path path, Tuning tuning) {
    private static final int WRITER_CACHE_KIB = 32 * 1024;
    private static final int READER_CACHE_KIB = 1024;
    private static final int LARGEST_LOG = 64 << 20;
    private static final int BUSY_MILLIS = 10_000;
    private static final int LOCK_MILLIS = 200;
    private static final String NATIVE_DIRECTORY = "org.sqlite.tmpdir";

    /** Opens a connection that may write. */
    Connection writer() throws SQLException {
        SQLiteConfig config = config(WRITER_CACHE_KIB);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setJournalSizeLimit(LARGEST_LOG);
        // what an owner had erased must not stay in pages that nothing refers to
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        if (tuning.pages() > 0) {
            config.setPragma(SQLiteConfig.Pragma.MAX_PAGE_COUNT, Long.toString(tuning.pages()));
        }
        return open(config.toProperties());
    }

    /** Opens a connection that only reads. */
    Connection reader() throws SQLException {
        SQLiteConfig config = config(READER_CACHE_KIB);
        config.setReadOnly(true);
        return open(config.toProperties());
    }

    /** Opens a connection to a database that holds nothing and is locked by whoever may use another one. */
    Connection lock() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        // the one page is written in its place, so that a full disk does not keep anybody from starting
        config.setJournalMode(SQLiteConfig.JournalMode.MEMORY);
        config.setBusyTimeout(LOCK_MILLIS);
        return open(config.toProperties());
    }

    /** Returns the file beside this one that has its name and {@code suffix}. */
    SqliteFile beside(String suffix) {
        return new SqliteFile(path.resolveSibling(path.getFileName() + suffix), tuning);
    }

    private static SQLiteConfig config(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, Integer.toString(-cacheKib));
        config.setWalAutocheckpoint(0);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection open(Properties properties) throws SQLException {
        if (System.getProperty(NATIVE_DIRECTORY) == null) {
            // the driver unpacks its native library, and must not do so into the system's temporary directory
            System.setProperty(NATIVE_DIRECTORY, String.valueOf(path.getParent()));
        }
        Connection connection = JDBC.createConnection(JDBC.PREFIX + path, properties);
        if (connection == null) {
            throw new SQLException("the SQLite driver does not take " + path);
        }
        return connection;
    }
}
