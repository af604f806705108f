package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One change that waits for its commit, and what will be told about it then. */
final class Job<T> implements Runnable {
    private final boolean durable;
    private final boolean single;
    private final Work<T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    // both are written by the writer before it hands the job over
    private @Nullable T result;
    private @Nullable Throwable failure;

    /**
     * Wires a change.
     *
     * @param single whether it changes rows by one statement alone, which SQLite undoes by itself where it fails
     */
    Job(boolean durable, boolean single, Work<T> work) {
        this.durable = durable;
        this.single = single;
        this.work = work;
    }

    /** Returns whether the change must be on the disk before anybody hears of it. */
    boolean durable() {
        return durable;
    }

    /** Returns whether the change is one statement, and so needs no savepoint. */
    boolean single() {
        return single;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Does the work; may be repeated when the transaction around it was undone. */
    void work() throws SQLException, Refusal {
        failure = null;
        result = work.run();
    }

    void fail(Throwable cause) {
        failure = cause;
    }

    /** Tells what became of the change. */
    @Override
    public void run() {
        if (failure == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** A change inside a transaction that others share: statements alone, nothing that could not be repeated. */
    interface Work<T> {
        @Nullable
        T run() throws SQLException, Refusal;
    }
}
