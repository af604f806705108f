package im.sidestream.catalog;

import java.sql.Connection;

/**
 * A connection, and what its database says in its own way.
 *
 * @param locks what keeps the other connections away, where there are others that write
 */
record SqlConnection(Connection jdbc, Dialect dialect, Locks locks) {
    static SqlConnection sqlite(Connection jdbc) {
        return new SqlConnection(jdbc, new SqliteDialect(), Locks.NONE);
    }
}
