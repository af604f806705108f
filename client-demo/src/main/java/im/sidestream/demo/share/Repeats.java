package im.sidestream.demo.share;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/**
 * The ids of messages that were dealt with: a service that does not know whether a message arrived sends it again with the
 * same id. Holds a bounded number, the oldest goes first. Not safe for use by several threads.
 */
final class Repeats {

    private static final int LIMIT = 1_024;

    private final Set<Key> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > LIMIT;
        }
    });

    /** Whether a message came for the first time; one without an id always does. */
    boolean isNew(Jid from, @Nullable String id) {
        return id == null || seen.add(new Key(from.asBareJid().toString(), id));
    }

    private record Key(String from, String id) {}
}
