package im.sidestream.catalog;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What a catalog may spend.
 *
 * @param completions runs what depends on the futures, so that it never holds up the writer
 * @param batch changes in one commit, at most
 * @param backlog waiting changes from which on nothing new is begun
 * @param readers connections for reads, each used by one thread at a time
 * @param checkpointPause how long the checkpointer looks away
 * @param pages database pages at most; 0 for no limit
 * @param listener told of each commit
 * @param memory how long other processes may show what they saw of a row
 */
record Tuning(
        Executor completions,
        int batch,
        int backlog,
        int readers,
        Duration checkpointPause,
        long pages,
        CommitListener listener,
        Duration memory) {

    /** For a catalog that no other process shows. */
    Tuning(
            Executor completions,
            int batch,
            int backlog,
            int readers,
            Duration checkpointPause,
            long pages,
            CommitListener listener) {
        this(completions, batch, backlog, readers, checkpointPause, pages, listener, Duration.ZERO);
    }

    static Tuning standard(Executor completions, CommitListener listener) {
        return new Tuning(completions, 256, 8192, 4, Duration.ofMillis(500), 0, listener);
    }

    /** Returns the same for a catalog whose rows others remember. */
    Tuning remembering(Duration others) {
        return new Tuning(completions, batch, backlog, readers, checkpointPause, pages, listener, others);
    }
}
