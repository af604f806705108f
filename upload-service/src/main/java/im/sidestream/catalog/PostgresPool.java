package im.sidestream.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import im.sidestream.slot.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one database, each lent for one transaction or query. A dead one is noticed and replaced; while none can
 * be had, an {@link Outage} refuses everybody at once.
 */
final class PostgresPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresPool.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration VALIDATION = Duration.ofSeconds(1);

    private final PostgresFaults faults;
    private final Rules rules;
    private final Outage outage;
    private final HikariDataSource source;
    private final Map<Connection, PostgresSession> sessions = new ConcurrentHashMap<>();

    PostgresPool(PostgresServer server, PostgresFaults faults, Rules rules) {
        this.faults = faults;
        this.rules = rules;
        outage = new Outage(server.name());
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalog");
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(server.settings().url());
        config.setDataSourceProperties(server.properties());
        config.setMaximumPoolSize(server.settings().connections());
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        // who opened the catalog has connected already
        config.setInitializationFailTimeout(-1);
        source = new HikariDataSource(config);
    }

    /** Returns why nothing can be asked now, or null. */
    @Nullable
    String problem() {
        return outage.problem();
    }

    /** Returns how the pool stands; {@code waiting} and what follows are the writers' to say. */
    CatalogLoad load(long waiting, long changes, long failures) {
        HikariPoolMXBean now = source.getHikariPoolMXBean();
        return new CatalogLoad(
                waiting,
                changes,
                changes,
                failures,
                now.getTotalConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                outage.count());
    }

    /** Lends a connection, or refuses at once during an outage. */
    <T> @Nullable T use(Use<T> use) throws SQLException, Refusal {
        if (source.isClosed()) {
            throw new CatalogException("the catalog " + faults.name() + " is closed", null);
        }
        if (outage.problem() != null) {
            throw faults.away();
        }
        return tryToUse(use);
    }

    /** Lends a connection also during an outage, and so finds out whether it is over. */
    <T> @Nullable T tryToUse(Use<T> use) throws SQLException, Refusal {
        try (Connection lent = lend()) {
            PostgresSession session = session(lent.unwrap(Connection.class));
            try {
                return use.on(session);
            } catch (SQLException e) {
                if (PostgresFaults.isAway(e)) {
                    log.debug("a connection of the catalog is given up: {}", e.getMessage());
                    source.evictConnection(lent);
                }
                throw e;
            }
        }
    }

    private Connection lend() throws SQLException {
        try {
            Connection lent = source.getConnection();
            outage.ended();
            return lent;
        } catch (SQLException e) {
            // where all are in use, or the process ends, the database is not away
            boolean isEnding = e.getCause() instanceof InterruptedException;
            if (!isEnding && source.getHikariPoolMXBean().getTotalConnections() == 0) {
                outage.began(e.getCause() instanceof SQLException cause ? faults.meaning(cause) : faults.meaning(e));
            }
            throw e;
        }
    }

    private PostgresSession session(Connection connection) throws SQLException {
        PostgresSession known = sessions.get(connection);
        if (known != null) {
            return known;
        }
        sessions.keySet().removeIf(PostgresPool::isClosed);
        PostgresSession session = new PostgresSession(connection, rules);
        sessions.put(connection, session);
        return session;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public void close() {
        source.close();
        sessions.clear();
    }

    /** What to do with a connection; nothing of it may be kept. */
    interface Use<T> {
        @Nullable
        T on(PostgresSession session) throws SQLException, Refusal;
    }
}
