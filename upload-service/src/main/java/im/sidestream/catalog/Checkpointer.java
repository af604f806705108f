package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was committed from the write-ahead log into the database, on a thread and a connection of its own, so that
 * no commit pays for it: when the log has grown, and when the service is idle. A log that a busy writer lets nobody empty
 * is cut off by that writer between two commits; by then little is left to move.
 */
final class Checkpointer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

    private static final long BUSY_CHANGES = 2_000;
    private static final long LARGE_LOG_PAGES = 8_192;

    private final Connection connection;
    private final long pauseNanos;
    private final Thread thread = new Thread(this::loop, "catalog-checkpoint");
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ending = lock.newCondition();
    private volatile boolean cutOff;
    private volatile @Nullable String problem;
    private boolean closed;

    Checkpointer(Connection connection, Tuning tuning) {
        this.connection = connection;
        this.pauseNanos = tuning.checkpointPause().toNanos();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Told by the writer what it committed; returns whether the writer should cut off the log now. */
    boolean committed(int jobs) {
        changes.addAndGet(jobs);
        return cutOff;
    }

    /** Moves everything and starts the log anew; for the writer, between transactions. */
    void cutOff(Statement writer) throws SQLException {
        cutOff = false;
        checkpoint(writer, "PRAGMA wal_checkpoint(RESTART)");
    }

    /** Returns why the last try to move the log failed, or null; it is tried again. */
    @Nullable
    String problem() {
        return problem;
    }

    private void loop() {
        long seen = 0;
        long done = 0;
        while (pause()) {
            long now = changes.get();
            boolean idle = now == seen;
            boolean due = now != done && (idle || now - done >= BUSY_CHANGES);
            if (due && move(idle)) {
                done = now;
            }
            seen = now;
        }
    }

    /** Returns whether it went well. Whatever went wrong, a full disk most likely, may be over at the next try. */
    private boolean move(boolean idle) {
        try (Statement statement = connection.createStatement()) {
            cutOff = checkpoint(statement, "PRAGMA wal_checkpoint(PASSIVE)") > LARGE_LOG_PAGES && !idle;
            problem = null;
            return true;
        } catch (SQLException | RuntimeException e) {
            if (problem == null) {
                log.error("the catalog's write-ahead log cannot be moved; this is tried again", e);
            }
            problem = "the catalog's write-ahead log cannot be moved: " + e.getMessage();
            return false;
        }
    }

    private static long checkpoint(Statement statement, String how) throws SQLException {
        try (ResultSet result = statement.executeQuery(how)) {
            return result.next() ? result.getLong(2) : 0;
        }
    }

    /** Waits; returns false when it is time to end. */
    private boolean pause() {
        lock.lock();
        try {
            long left = pauseNanos;
            while (!closed && left > 0) {
                left = ending.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            closed = true;
            ending.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
