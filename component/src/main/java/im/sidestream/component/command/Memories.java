package im.sidestream.component.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each conversation refers to: for half an hour, and for so many of them that nobody fills the memory. */
final class Memories {

    static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final int REMEMBERED = 2_000;

    private final InstantSource clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(Memory memory, Instant until) {}

    Memories(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Memory of(String user) {
        Kept found = kept.get(user);
        return found == null || !clock.instant().isBefore(found.until()) ? Memory.NOTHING : found.memory();
    }

    synchronized void keep(String user, Memory memory) {
        kept.remove(user);
        kept.put(user, new Kept(memory, clock.instant().plus(LIFETIME)));
        if (kept.size() > REMEMBERED) {
            kept.remove(kept.keySet().iterator().next());
        }
    }
}
