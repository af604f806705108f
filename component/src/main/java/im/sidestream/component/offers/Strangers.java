package im.sidestream.component.offers;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Domains of which no server was ever found: those are misspelled, as a rule, and are told within the hour. One that was there
 * before is away, and is waited for. What an error says in words is for people (RFC 6120 §8.3.2), and DNS is the server's, so
 * neither is asked. Bounded in memory: the oldest is forgotten first, and a domain that is forgotten is waited for once more.
 */
final class Strangers {

    private static final int REMEMBERED = 5_000;
    /** So often it was looked for in vain, ... */
    private static final int LOOKS = 4;
    /** ... over so long a time: servers that start anew are back sooner. */
    private static final Duration LONG = Duration.ofMinutes(30);
    /** Longer than between two looks for one offer: who was not there the day before may be away for a moment now. */
    private static final Duration ANOTHER_DAY = Duration.ofMinutes(90);

    private final Set<String> met = new LinkedHashSet<>();
    private final Map<String, Missed> missed = new LinkedHashMap<>();

    private record Missed(Instant first, int looks, Instant last) {}

    /** Something answered for a domain. */
    synchronized void met(String domain) {
        missed.remove(domain);
        met.remove(domain);
        met.add(domain);
        if (met.size() > REMEMBERED) {
            met.remove(met.iterator().next());
        }
    }

    /** No server of it was found. */
    synchronized void missed(String domain, Instant now) {
        if (met.contains(domain)) {
            return;
        }
        Missed before = missed.get(domain);
        if (before == null || !now.isBefore(before.last.plus(ANOTHER_DAY))) {
            missed.put(domain, new Missed(now, 1, now));
        } else {
            missed.put(domain, new Missed(before.first, before.looks + 1, now));
        }
        if (missed.size() > REMEMBERED) {
            missed.remove(missed.keySet().iterator().next());
        }
    }

    /** Whether a domain was looked for often and long enough, and never found. */
    synchronized boolean isNobody(String domain) {
        Missed all = missed.get(domain);
        return all != null && all.looks >= LOOKS && !all.last.isBefore(all.first.plus(LONG));
    }
}
