package im.sidestream.component.stanza;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * The IQ requests handed to the component and not answered yet. Guards that each is answered once (RFC 6120 §8.2.3):
 * a second answer is refused, a missing one is made up for.
 */
final class OpenRequests {

    /** A request, by the addresses and id as they came in. */
    record Request(String from, String to, String id) {}

    private record Key(String from, String id) {}

    private record Entry(Request request, int count, long deadline) {}

    private final Map<Key, Entry> open = new ConcurrentHashMap<>();

    void add(Request request, long deadline) {
        open.merge(
                new Key(request.from(), request.id()),
                new Entry(request, 1, deadline),
                // clients may use an id twice at once; each of the two gets its answer
                (old, added) -> new Entry(request, old.count + 1, deadline));
    }

    /**
     * Answers a request: {@code answer} runs only if one waits for it, and the request stays open if it returns false
     * or throws, so that an answer that found no room is made up for later.
     *
     * @return false if no such request waits for an answer
     */
    boolean close(String from, String id, BooleanSupplier answer) {
        boolean[] found = {false};
        open.computeIfPresent(new Key(from, id), (key, entry) -> {
            found[0] = true;
            if (!answer.getAsBoolean()) {
                return entry;
            }
            return entry.count == 1 ? null : new Entry(entry.request, entry.count - 1, entry.deadline);
        });
        return found[0];
    }

    /** The requests whose time is over; they stay open until they are closed. */
    List<Request> overdue(long now) {
        List<Request> late = new ArrayList<>();
        for (Entry entry : open.values()) {
            if (now - entry.deadline >= 0) {
                late.add(entry.request);
            }
        }
        return late;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    int size() {
        return open.size();
    }
}
