package im.sidestream.sweep;

import java.time.Duration;

/**
 * How far one run goes.
 *
 * @param step rows asked of the catalog at a time
 * @param run rows of each kind in one run; the next one goes on from there
 * @param tombstones how long a file that is gone is remembered
 */
public record SweepLimits(int step, int run, Duration tombstones) {
    /** What fits most services: a hundred rows at a time, so that no upload waits long behind the sweep. */
    public static final SweepLimits STANDARD = new SweepLimits(100, 10_000, Duration.ofDays(30));

    public SweepLimits {
        if (step < 1 || run < step) {
            throw new IllegalArgumentException("a sweep needs a positive step, and runs of at least one step");
        }
    }
}
