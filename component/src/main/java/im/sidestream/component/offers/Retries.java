package im.sidestream.component.offers;

import im.sidestream.delivery.Outbox;
import java.time.Duration;

/** When something that did not get through is tried again. */
final class Retries {

    /** So often at most; with the pauses between that is some 32 hours. */
    static final int MOST = 40;

    /** So often at most where no server is found, be it that there was one before: some four hours. */
    private static final int MOST_TO_NOWHERE = 12;

    private static final Duration FIRST = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private Retries() {}

    /** Whether what failed for now is tried again; what follows a yes goes to a server that was there. */
    static boolean goesOn(Outbox.Waiting row, String condition) {
        boolean isNowhere = row.kind() == Outbox.Kind.OFFER && condition.equals(Bounce.NO_SERVER);
        return row.attempts() < (isNowhere ? MOST_TO_NOWHERE : MOST);
    }

    /** The pause after so many attempts: it doubles, up to an hour. */
    static Duration after(int attempts) {
        int doublings = Math.max(0, Math.min(attempts - 1, 10));
        Duration pause = FIRST.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
