package im.sidestream.component.stanza;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What is to be sent after the end of a stream was: it leaves by a connection of its own. */
final class LateStanzas {
    private static final String OVER = "the stream has ended";

    private final int bound;
    private final List<Outgoing> waiting = new ArrayList<>();
    private long bytes;
    /** How many a connection has now. */
    private int taken;

    private boolean over;

    /** At most this many bytes wait. */
    LateStanzas(int bound) {
        this.bound = bound;
    }

    /** False if there is no room, or no further connection. */
    synchronized boolean add(Outgoing stanza) {
        if (over || bytes + stanza.bytes().length > bound) {
            return false;
        }
        bytes += stanza.bytes().length;
        return waiting.add(stanza);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes all that waits. */
    synchronized List<Outgoing> take() {
        List<Outgoing> batch = List.copyOf(waiting);
        waiting.clear();
        bytes = 0;
        taken = batch.size();
        return batch;
    }

    /** What a connection did not bring to its end goes again by the next one: an answer that comes twice does no harm. */
    void takeBack(List<Outgoing> unsent) {
        if (!isAgainWaiting(unsent)) {
            unsent.forEach(each -> each.fail(OVER));
        }
    }

    private synchronized boolean isAgainWaiting(List<Outgoing> unsent) {
        taken = 0;
        if (!over) {
            unsent.forEach(each -> bytes += each.bytes().length);
            waiting.addAll(0, unsent);
        }
        return !over;
    }

    /** What a connection had was brought to its end. */
    void done(List<Outgoing> sent) {
        synchronized (this) {
            taken = 0;
        }
        sent.forEach(Outgoing::complete);
    }

    /** Nothing more is sent; returns how many stanzas never were, or are not known to have been. */
    int end() {
        List<Outgoing> unsent;
        int unknown;
        synchronized (this) {
            over = true;
            unknown = taken;
            unsent = take();
        }
        unsent.forEach(each -> each.fail(OVER));
        return unsent.size() + unknown;
    }

    /** The stanzas, and the end of the stream behind them. */
    static byte[] text(List<Outgoing> stanzas, byte[] end) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        stanzas.forEach(each -> text.writeBytes(each.bytes()));
        text.writeBytes(end);
        return text.toByteArray();
    }
}
