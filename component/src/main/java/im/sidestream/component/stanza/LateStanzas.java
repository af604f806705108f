package im.sidestream.component.stanza;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What is to be sent after the end of a stream was: it leaves by a connection of its own. */
final class LateStanzas {
    private final int bound;
    private final List<Outgoing> waiting = new ArrayList<>();
    private long bytes;
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
        List<Outgoing> taken = List.copyOf(waiting);
        waiting.clear();
        bytes = 0;
        return taken;
    }

    /** What a connection did not bring to its end goes again by the next one: an answer that comes twice does no harm. */
    synchronized void takeBack(List<Outgoing> unsent) {
        unsent.forEach(each -> bytes += each.bytes().length);
        waiting.addAll(0, unsent);
    }

    /** Nothing more is sent; returns how many stanzas never were. */
    synchronized int end() {
        over = true;
        List<Outgoing> unsent = take();
        unsent.forEach(each -> each.fail("the stream has ended"));
        return unsent.size();
    }

    /** The stanzas, and the end of the stream behind them. */
    static byte[] text(List<Outgoing> stanzas, byte[] end) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        stanzas.forEach(each -> text.writeBytes(each.bytes()));
        text.writeBytes(end);
        return text.toByteArray();
    }
}
