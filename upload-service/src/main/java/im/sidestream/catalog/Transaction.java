package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs in one transaction, those of several statements behind a savepoint of their own. In write-ahead mode a NORMAL commit survives a kill
 * and a FULL one the loss of power too, for one fsync; SQLite lets us choose between transactions.
 */
final class Transaction {
    private static final Logger log = LoggerFactory.getLogger(Transaction.class);

    private final Statement settings;
    private final Checkpointer checkpointer;
    private final Prepared begin;
    private final Prepared commit;
    private final Prepared rollback;
    private final Prepared savepoint;
    private final Prepared release;
    private final Prepared undoJob;
    private final boolean sync;
    private boolean full;

    /** Wires it to the connection of the writer; without {@code sync} nothing waits for the disk. */
    Transaction(Connection connection, boolean sync, Checkpointer checkpointer) throws SQLException {
        settings = connection.createStatement();
        this.checkpointer = checkpointer;
        begin = new Prepared(connection, "BEGIN IMMEDIATE");
        commit = new Prepared(connection, "COMMIT");
        rollback = new Prepared(connection, "ROLLBACK");
        savepoint = new Prepared(connection, "SAVEPOINT job");
        release = new Prepared(connection, "RELEASE job");
        undoJob = new Prepared(connection, "ROLLBACK TO job");
        this.sync = sync;
    }

    /**
     * Runs and commits.
     *
     * @throws SQLException where the transaction as a whole failed; what one job alone met is its own result
     */
    void run(List<Job<?>> jobs, boolean durable, Faults faults) throws SQLException {
        if (checkpointer.committed(jobs.size())) {
            checkpointer.cutOff(settings);
        }
        synchronise(waitsForDisk(durable));
        begin.update();
        if (jobs.size() == 1) {
            runAlone(jobs.get(0));
        } else {
            for (Job<?> job : jobs) {
                runBesideOthers(job, faults);
            }
            commit.update();
        }
    }

    private void runAlone(Job<?> job) throws SQLException {
        try {
            job.work();
            commit.update();
        } catch (Refusal refusal) {
            job.fail(refusal);
            rollback.update();
        }
    }

    /**
     * Only what takes several statements needs a savepoint to return to. A single one that fails ends the transaction of
     * all: for some failures, a full disk among them, SQLite has rolled everything back by itself, and whatever ran next
     * would commit on its own.
     */
    private void runBesideOthers(Job<?> job, Faults faults) throws SQLException {
        if (job.single()) {
            runSingle(job);
            return;
        }
        savepoint.update();
        if (!attempt(job, faults)) {
            undoJob.update();
        }
        release.update();
    }

    private static void runSingle(Job<?> job) throws SQLException {
        try {
            job.work();
        } catch (Refusal refusal) {
            job.fail(refusal);
        }
    }

    private static boolean attempt(Job<?> job, Faults faults) {
        try {
            job.work();
            return true;
        } catch (Refusal | RuntimeException e) {
            job.fail(e);
        } catch (SQLException e) {
            job.fail(faults.translate(e));
        }
        return false;
    }

    /** Returns whether such changes are committed to the disk itself. */
    boolean waitsForDisk(boolean durable) {
        return sync && durable;
    }

    private void synchronise(boolean now) throws SQLException {
        if (full != now) {
            settings.execute(now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            full = now;
        }
    }

    /** Leaves the transaction that failed, where SQLite has not left it already. */
    void undo() {
        try {
            rollback.update();
        } catch (SQLException | RuntimeException e) {
            log.debug("nothing was left to roll back: {}", e.getMessage());
        }
    }
}
