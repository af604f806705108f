package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with its statements, for whoever has borrowed it. It lives as long as the connection. */
final class PostgresSession {
    private static final Logger log = LoggerFactory.getLogger(PostgresSession.class);

    /** Asks for the time of the server, in milliseconds. */
    static final String TIME = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private final Connection connection;
    private final Statement settings;
    private final Statements statements;
    private final Prepared time;
    private boolean waits = true;

    PostgresSession(Connection connection, Rules rules) throws SQLException {
        this.connection = connection;
        settings = connection.createStatement();
        time = new Prepared(connection, TIME);
        Prepared turn = new Prepared(connection, "SELECT nextval('shard')");
        Dialect dialect = new PostgresDialect(turn.first(row -> row.getLong(1)).orElseThrow());
        statements = Statements.on(new SqlConnection(connection, dialect, new PostgresLocks(connection)), rules);
    }

    Statements statements() {
        return statements;
    }

    /** Makes a change; a single statement is a transaction by itself. */
    <T> @Nullable T change(boolean durable, boolean single, Changes.Change<Statements, T> change)
            throws SQLException, Refusal {
        waitForDisk(durable);
        if (single) {
            return change.run(statements);
        }
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = change.run(statements);
            connection.commit();
            done = true;
            return result;
        } finally {
            leave(done);
        }
    }

    private void leave(boolean done) {
        try {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // the connection is gone, and with it the transaction; nobody gets it again
            log.debug("the catalog's transaction could not be left: {}", e.getMessage());
        }
    }

    /** What was acknowledged to nobody may be lost with the server's power; what waits does as the server is set. */
    private void waitForDisk(boolean durable) throws SQLException {
        if (waits != durable) {
            settings.execute(durable ? "SET synchronous_commit TO DEFAULT" : "SET synchronous_commit TO off");
            waits = durable;
        }
    }

    /** Returns the question for the server's time. */
    Prepared time() {
        return time;
    }
}
