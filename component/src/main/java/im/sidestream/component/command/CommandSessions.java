package im.sidestream.component.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that wait, each for ten minutes. Bounded for each user, whose oldest one makes room, and in all by the
 * questions that they keep, where nobody can push out another one's.
 */
final class CommandSessions {

    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final int perUser;
    private final int inAll;
    /** By id, those that wait longest first. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private record Waiting(CommandSession session, Instant until) {}

    CommandSessions(InstantSource clock, int perUser, int inAll) {
        this.clock = clock;
        this.perUser = perUser;
        this.inAll = inAll;
    }

    /** Lets a session wait; answers false if there is no room for it. */
    synchronized boolean put(CommandSession session) {
        Instant now = clock.instant();
        waiting.values().removeIf(old -> !now.isBefore(old.until()));
        String user = session.requester().bare();
        Iterator<Waiting> all = waiting.values().iterator();
        long own = waiting.values().stream().filter(other -> isOf(other, user)).count();
        while (own >= perUser && all.hasNext()) {
            if (isOf(all.next(), user)) {
                all.remove();
                own--;
            }
        }
        int kept = waiting.values().stream()
                .mapToInt(other -> other.session().weight())
                .sum();
        if (kept + session.weight() > inAll) {
            return false;
        }
        waiting.put(session.id(), new Waiting(session, now.plus(LIFETIME)));
        return true;
    }

    /** Takes a session out, so that of two requests at once only one goes on with it. */
    synchronized Optional<CommandSession> take(String id) {
        Waiting found = waiting.remove(id);
        return Optional.ofNullable(found)
                .filter(session -> clock.instant().isBefore(session.until()))
                .map(Waiting::session);
    }

    private static boolean isOf(Waiting waiting, String user) {
        return waiting.session().requester().bare().equals(user);
    }
}
