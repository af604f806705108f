package im.sidestream.sweep;

import org.jspecify.annotations.Nullable;

/**
 * What one run did.
 *
 * @param abandoned slots that were never filled and are dropped
 * @param expired files taken from everyone because their time is over
 * @param redated rows looked at because the retention changed
 * @param removed blobs of expired and deleted files that are gone from the store
 * @param orphans blobs without a row that are gone from the store
 * @param forgotten tombstones that were kept long enough
 * @param undeleted blobs that the store would not delete; a later run tries again
 * @param problem why the run ended early, or null where it came to its end
 */
public record SweepReport(
        int abandoned,
        int expired,
        int redated,
        int removed,
        int orphans,
        int forgotten,
        int undeleted,
        @Nullable String problem) {

    /** Returns whether the run came to its end and the store deleted all it was asked to. */
    public boolean clean() {
        return problem == null && undeleted == 0;
    }
}
