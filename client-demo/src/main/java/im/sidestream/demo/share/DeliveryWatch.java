package im.sidestream.demo.share;

import im.sidestream.demo.message.DeliveryReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/**
 * The reports on one delivery: shows each, and knows when nothing can change any more. Those that come before the answer to the
 * order, which says what the delivery is called, are kept until then; those on other deliveries are passed over.
 */
public final class DeliveryWatch {

    /** Reports kept before the delivery is known; the oldest goes first. */
    private static final int EARLY = 1_000;

    private static final int POLL_MILLIS = 200;

    private final Jid service;
    private final Consumer<String> display;
    private final Map<String, String> states = new LinkedHashMap<>();
    private final Repeats repeats = new Repeats();
    private final Deque<DeliveryReport> early = new ArrayDeque<>();
    private @Nullable String delivery;
    private long asked;

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
        if (delivery != null) {
            take(report);
        } else if (report.delivery() != null) {
            early.add(report);
            if (early.size() > EARLY) {
                early.remove();
            }
        }
    }

    /**
     * Says which delivery it is.
     *
     * @param name what the service calls it
     * @param receivers how many its reports name
     */
    public synchronized void follow(String name, long receivers) {
        delivery = name;
        asked = receivers;
        early.forEach(this::take);
        early.clear();
    }

    private void take(DeliveryReport report) {
        if (!Objects.equals(report.delivery(), delivery)) {
            return;
        }
        if (!report.text().isEmpty()) {
            display.accept(report.text());
        }
        states.putAll(report.states());
        notifyAll();
    }

    /**
     * Waits until the states of all receivers are final; false if that takes longer. A report may go over several messages.
     */
    public synchronized boolean await(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos()) {
            if (isOver()) {
                return true;
            }
            wait(POLL_MILLIS);
        }
        return false;
    }

    private boolean isOver() {
        return delivery != null
                && states.values().stream().filter(DeliveryReport::isFinal).count() >= asked;
    }

    /** How many receivers are in which state, by what was reported last. */
    public synchronized Map<String, Long> summary() {
        Map<String, Long> counts = new TreeMap<>();
        states.values().forEach(state -> counts.merge(state, 1L, Long::sum));
        return Collections.unmodifiableMap(counts);
    }
}
