package im.sidestream.demo.story;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.StringUtils;

/** Every message at one point of its way, with the time. */
final class Tape {

    private final Clock clock;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Tape(Clock clock) {
        this.clock = clock;
    }

    void record(Message message) {
        entries.add(new Entry(clock.instant(), message.toXML().toString()));
    }

    /** When that text was first seen here, such as a link. */
    Optional<Instant> firstTime(String text) {
        String written = StringUtils.escapeForXml(text).toString();
        return entries.stream()
                .filter(entry -> entry.xml().contains(written))
                .map(Entry::at)
                .findFirst();
    }

    private record Entry(Instant at, String xml) {}
}
