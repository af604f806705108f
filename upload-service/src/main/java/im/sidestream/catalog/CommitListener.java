package im.sidestream.catalog;

/** Told of each commit, of one at a time, on the thread that commits. */
public interface CommitListener {
    /** Hears nothing. */
    CommitListener NONE = (jobs, durable) -> {};

    /**
     * Called after a commit and before anybody is told its results.
     *
     * @param jobs how many changes it held
     * @param durable whether one of them asked for the disk
     */
    void committed(int jobs, boolean durable);
}
