package im.sidestream.demo.share;

import im.sidestream.demo.message.DeliveryReport;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jivesoftware.smack.packet.Message;
import org.jxmpp.jid.Jid;

/** The reports on one delivery: shows each, and knows when nothing can change any more. */
public final class DeliveryWatch {

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int POLL_MILLIS = 200;

    private final Jid service;
    private final Consumer<String> display;
    private final Map<String, String> states = new LinkedHashMap<>();
    private final Repeats repeats = new Repeats();
    private long last;

    /**
     * Waits for reports of a service.
     *
     * @param service its domain
     * @param display is given what people may read
     */
    public DeliveryWatch(Jid service, Consumer<String> display) {
        this.service = service;
        this.display = display;
    }

    /** A message that came on the session. */
    public synchronized void accept(Message message) {
        Jid from = message.getFrom();
        if (from == null
                || message.getType() == Message.Type.error
                || !from.getDomain().equals(service.getDomain())
                || !repeats.isNew(from, message.getStanzaId())) {
            return;
        }
        DeliveryReport report = DeliveryReport.read(message);
        if (!report.text().isEmpty()) {
            display.accept(report.text());
        }
        states.putAll(report.states());
        last = System.nanoTime();
        notifyAll();
    }

    /**
     * Waits until the states of all receivers are final; false if that takes longer. A report may go over several messages, so
     * it counts when nothing follows for a while.
     */
    public synchronized boolean await(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos()) {
            if (isOver() && System.nanoTime() - last > QUIET.toNanos()) {
                return true;
            }
            wait(POLL_MILLIS);
        }
        return false;
    }

    private boolean isOver() {
        return !states.isEmpty() && states.values().stream().allMatch(DeliveryReport::isFinal);
    }

    /** How many receivers are in which state, by what was reported last. */
    public synchronized Map<String, Long> summary() {
        Map<String, Long> counts = new TreeMap<>();
        states.values().forEach(state -> counts.merge(state, 1L, Long::sum));
        return Collections.unmodifiableMap(counts);
    }
}
