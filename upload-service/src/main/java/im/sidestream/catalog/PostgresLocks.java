package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Advisory locks of PostgreSQL, which end with their transaction. Two names that share a hash only wait for each other. */
final class PostgresLocks implements Locks {
    private final String schema;
    private final Prepared lock;
    private final Prepared tryLock;

    /** Locks for a connection; catalogs in other schemas of the same database have locks of their own. */
    PostgresLocks(Connection connection) throws SQLException {
        schema = connection.getSchema();
        lock = new Prepared(connection, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))");
        tryLock = new Prepared(connection, "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))");
    }

    @Override
    public void owner(String service, String owner) throws SQLException {
        lock("owner", service + "\n" + owner);
    }

    @Override
    public boolean tryOwner(String service, String owner) throws SQLException {
        return tryLock.first(row -> row.getBoolean(1), name("owner", service + "\n" + owner))
                .orElse(false);
    }

    @Override
    public void receiver(String service, String receiver) throws SQLException {
        lock("receiver", service + "\n" + receiver);
    }

    @Override
    public void sender(String service, String sender) throws SQLException {
        lock("sender", service + "\n" + sender);
    }

    @Override
    public void service(String service) throws SQLException {
        lock("service", service);
    }

    @Override
    public void keys() throws SQLException {
        lock("keys", "");
    }

    @Override
    public void nodes() throws SQLException {
        lock("nodes", "");
    }

    private void lock(String kind, String what) throws SQLException {
        lock.first(ResultSet::getRow, name(kind, what));
    }

    private String name(String kind, String what) {
        return schema + "\n" + kind + "\n" + what;
    }
}
