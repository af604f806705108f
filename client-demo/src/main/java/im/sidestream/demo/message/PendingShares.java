package im.sidestream.demo.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files that were announced and wait for their sources. Holds a bounded number, so that nobody can fill the memory with
 * announcements; the oldest goes first. Not safe for use by several threads.
 */
public final class PendingShares {

    private static final int LIMIT = 64;

    private final Map<Key, SharedFile> waiting = new LinkedHashMap<>();

    /**
     * Keeps an announced file.
     *
     * @param sender bare JID of the sender: nobody else can add sources
     * @param messageId id of the announcement
     */
    public void announce(String sender, String messageId, SharedFile file) {
        if (waiting.size() >= LIMIT) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(new Key(sender, messageId), file);
    }

    /** The announced file with its sources; empty if this sender announced no such file. */
    public Optional<SharedFile> attach(String sender, Incoming.Sources sources) {
        return Optional.ofNullable(waiting.remove(new Key(sender, sources.messageId())))
                .map(file -> file.from(sources.urls()));
    }

    private record Key(String sender, String messageId) {}
}
