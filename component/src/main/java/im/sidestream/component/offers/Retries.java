package im.sidestream.component.offers;

import java.time.Duration;

/** When something that did not get through is tried again. */
final class Retries {

    /** So often at most; with the pauses between that is about a day and a half. */
    static final int MOST = 40;

    private static final Duration FIRST = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private Retries() {}

    /** The pause after so many attempts: it doubles, up to an hour. */
    static Duration after(int attempts) {
        int doublings = Math.max(0, Math.min(attempts - 1, 10));
        Duration pause = FIRST.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
