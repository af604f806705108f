package im.sidestream.sweep;

import org.jspecify.annotations.Nullable;

/** Counts during one run, which one thread makes. */
final class Tally {
    int abandoned;
    int expired;
    int redated;
    int removed;
    int orphans;
    int forgotten;
    int undeleted;

    SweepReport report(@Nullable String problem) {
        return new SweepReport(abandoned, expired, redated, removed, orphans, forgotten, undeleted, problem);
    }
}
