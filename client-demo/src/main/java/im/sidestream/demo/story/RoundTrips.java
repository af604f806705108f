package im.sidestream.demo.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Times from sending a message to having its answer.
 *
 * @param nanos in the order of the chat
 */
public record RoundTrips(List<Long> nanos) {

    private static final double NANOS_PER_MILLI = 1e6;

    public RoundTrips {
        nanos = List.copyOf(nanos);
    }

    /** How many there are. */
    public int count() {
        return nanos.size();
    }

    /**
     * The time within which that share of the answers came.
     *
     * @param share between 0 and 1
     * @return milliseconds
     */
    public double millis(double share) {
        if (nanos.isEmpty()) {
            return Double.NaN;
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, Math.min(index, sorted.size() - 1))) / NANOS_PER_MILLI;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%4d messages, p50 %6.2f ms, p95 %6.2f ms, max %6.2f ms",
                count(),
                millis(0.5),
                millis(0.95),
                millis(1));
    }
}
