package im.sidestream.catalog;

/** Told of each commit, on the writer's thread. */
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
