package im.sidestream.component.offers;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Rows whose stanzas came back for now before it was certain that they went: a server may answer a message at once, and a ping
 * behind it after that. Such a row is not done. Bounded in memory: the oldest is forgotten first.
 */
final class CameBack {

    private static final int REMEMBERED = 1_000;

    private final Set<String> rows = new LinkedHashSet<>();

    synchronized void add(String row) {
        rows.add(row);
        if (rows.size() > REMEMBERED) {
            rows.remove(rows.iterator().next());
        }
    }

    /** Whether a row's stanza came back since this was asked last. */
    synchronized boolean take(String row) {
        return rows.remove(row);
    }
}
