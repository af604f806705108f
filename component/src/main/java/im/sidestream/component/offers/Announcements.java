package im.sidestream.component.offers;

import im.sidestream.delivery.OfferId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often receivers were told that a file comes in band: as often as that is tried at most, whatever another service repeats.
 * Bounded in memory: the oldest is forgotten first.
 */
final class Announcements {

    private static final int MOST = 3;
    private static final int REMEMBERED = 5_000;

    private final Map<OfferId, Integer> told = new LinkedHashMap<>();

    /** Whether that is told once more now. */
    synchronized boolean isDue(OfferId offer) {
        int times = told.getOrDefault(offer, 0);
        if (times >= MOST) {
            return false;
        }
        told.put(offer, times + 1);
        if (told.size() > REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }
}
