package im.sidestream.component.stanza;

import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.dom4j.DocumentException;
import org.dom4j.DocumentHelper;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/**
 * The component port of Openfire 4.9 and 5.0 by its rules (protocol.md §5.4): one session for a name, the second one is told
 * {@code conflict} before it could prove who it is (T-O7); a probe from {@code component.<domain>} makes the item of service
 * discovery, once for a connection (T-O2, T-O3); replies are matched by their id alone, on whatever connection they come (T-O4);
 * who says nothing for a while is cut (T-O8).
 */
final class OpenfireStandIn implements AutoCloseable {
    private static final String DOMAIN = "example.org";
    private static final String PROBE = "probe-";

    private final FakeXmppServer server = new FakeXmppServer();
    private final Duration idle;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<String> items = ConcurrentHashMap.newKeySet();
    private final Queue<String> ids = new ConcurrentLinkedQueue<>();
    private @Nullable Peer session;
    /** The session once it proved who it is. */
    private @Nullable Peer routed;

    /** Opens its port; who says nothing for {@code idle} is cut. */
    OpenfireStandIn(Duration idle) throws IOException {
        this.idle = idle;
        inBackground(() -> {
            while (true) {
                Peer peer = server.accept();
                inBackground(() -> serve(peer));
            }
        });
    }

    int port() {
        return server.port();
    }

    private void serve(Peer peer) throws IOException {
        String to = peer.read().text();
        if (!isFree(peer)) {
            conflicts.incrementAndGet();
            peer.send("<?xml version='1.0' encoding='UTF-8'?><stream:stream xmlns:stream='" + StanzaParser.STREAMS
                    + "' xmlns='jabber:component:accept' from='" + DOMAIN + "'>");
            peer.refuse("conflict");
            return;
        }
        try {
            peer.send("<?xml version='1.0' encoding='UTF-8'?><stream:stream xmlns:stream='" + StanzaParser.STREAMS
                    + "' xmlns='jabber:component:accept' from='" + DOMAIN + "' id='" + to.hashCode() + "'>");
            peer.next();
            letIn(peer);
            peer.socket().setSoTimeout((int) idle.toMillis());
            probe(peer);
            converse(peer);
        } catch (SocketTimeoutException silent) {
            cuts.incrementAndGet();
        } finally {
            free(peer);
            peer.close();
        }
    }

    /** A session is there from its header on, and as long as nothing tells the server that it has ended. */
    private synchronized boolean isFree(Peer peer) {
        if (session != null) {
            return false;
        }
        session = peer;
        return true;
    }

    private synchronized void letIn(Peer peer) throws IOException {
        peer.send("<handshake></handshake>");
        sessions.incrementAndGet();
        routed = peer;
    }

    private synchronized void free(Peer peer) {
        if (session == peer) {
            session = null;
            routed = null;
        }
    }

    private void probe(Peer peer) throws IOException {
        for (String namespace : new String[] {"http://jabber.org/protocol/disco#info", "jabber:iq:version"}) {
            peer.send("<iq type='get' id='" + PROBE + namespace + "' from='component." + DOMAIN + "' to='"
                    + StreamFixture.DOMAIN + "'><query xmlns='" + namespace + "'/></iq>");
        }
    }

    private void converse(Peer peer) throws IOException {
        for (Frame frame = peer.read(); frame.kind() != Frame.Kind.END; frame = peer.read()) {
            heard(peer, parsed(frame));
        }
        // nobody is routed to a stream that the server has ended
        synchronized (this) {
            free(peer);
            peer.send("</stream:stream>");
        }
    }

    private void heard(Peer peer, Element stanza) throws IOException {
        String id = String.valueOf(stanza.attributeValue("id"));
        String type = String.valueOf(stanza.attributeValue("type"));
        if (type.equals("get") || type.equals("set")) {
            ids.add(id);
            peer.send("<iq type='result' id='" + id + "' from='" + DOMAIN + "' to='" + StreamFixture.DOMAIN + "'/>");
        } else if (id.startsWith(PROBE)) {
            Element query = stanza.element("query");
            if (query != null && query.element("identity") != null) {
                items.add(StreamFixture.DOMAIN);
            }
        } else {
            answers.put(id, type);
        }
    }

    private static Element parsed(Frame frame) throws IOException {
        try {
            return DocumentHelper.parseText(frame.text()).getRootElement();
        } catch (DocumentException e) {
            throw new IOException(e);
        }
    }

    /** A user's request; where no session is, the server answers itself. */
    synchronized void ask(String id) {
        try {
            if (routed != null) {
                routed.send("<iq type='get' id='" + id + "' from='alice@" + DOMAIN + "/a' to='" + StreamFixture.DOMAIN
                        + "'><x xmlns='urn:test'/></iq>");
                return;
            }
        } catch (IOException gone) {
            // as to nobody
        }
        answers.put(id, "service-unavailable");
    }

    /** Something that the component hears and does not answer. */
    synchronized void tell() throws IOException {
        if (routed != null) {
            routed.send("<presence from='alice@" + DOMAIN + "/a' to='" + StreamFixture.DOMAIN + "'/>");
        }
    }

    /** What each request was answered. */
    Map<String, String> answers() {
        return answers;
    }

    /** Whether service discovery shows the component. */
    boolean isListed() {
        return items.contains(StreamFixture.DOMAIN);
    }

    /** The ids of what the component asked. */
    Queue<String> ids() {
        return ids;
    }

    /** How often a component was let in. */
    int sessions() {
        return sessions.get();
    }

    /** How often a second one was told so. */
    int conflicts() {
        return conflicts.get();
    }

    /** How many were cut for their silence. */
    int cuts() {
        return cuts.get();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        // this connection is, or all are
                    }
                },
                "openfire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
