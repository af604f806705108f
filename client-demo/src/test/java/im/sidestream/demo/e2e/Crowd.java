package im.sidestream.demo.e2e;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.stage.XmppServer;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Any number of receivers as one component (XEP-0114): all say yes to every offer, once, and what comes is counted by receiver
 * and distinct id.
 */
final class Crowd implements AutoCloseable {
    private static final String YES = """
            <message type='chat' id='yes-%1$s' from='%2$s/phone' to='%3$s'><thread>%4$s</thread>\
            <x xmlns='jabber:x:data' type='submit'>\
            <field var='FORM_TYPE'><value>sidestream:transfer:0#offer</value></field>\
            <field var='offer'><value>%5$s</value></field><field var='decision'><value>accept</value></field>\
            <field var='via'><value>http</value></field></x></message>""";
    private static final String NOBODY = """
            <iq type='error' id='%s' from='%s' to='%s'><error type='cancel'>\
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>""";

    private static final String NOTHING = """
            <iq type='result' id='%s' from='%s' to='%s'><query xmlns='%s'>%s</query></iq>""";

    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final long AGAIN_AFTER_MILLIS = 3_000;

    private final ComponentLine line;
    private final Home home;
    private final BiConsumer<String, URI> links;
    private final Map<String, Set<String>> offers = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> files = new ConcurrentHashMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeats = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean over;

    /**
     * Where a crowd lives.
     *
     * @param service that the domain lists (XEP-0030 §4), empty for none
     */
    record Home(String domain, String secret, String service) {}

    /** A stanza, as far as it matters here. */
    private record Stanza(String name, String type, String id, String from, String to) {
        static Stanza of(XMLStreamReader reader) {
            return new Stanza(
                    reader.getLocalName(),
                    attribute(reader, "type"),
                    attribute(reader, "id"),
                    attribute(reader, "from"),
                    attribute(reader, "to"));
        }

        boolean isRequest() {
            return name.equals("iq") && (type.equals("get") || type.equals("set"));
        }

        private static String attribute(XMLStreamReader reader, String name) {
            String value = reader.getAttributeValue(null, name);
            return value == null ? "" : value;
        }
    }

    private Crowd(ComponentLine line, Home home, BiConsumer<String, URI> links) {
        this.line = line;
        this.home = home;
        this.links = links;
    }

    /**
     * Connects as a domain, which the XMPP server must know, and answers until it is closed, whatever becomes of the server
     * meanwhile.
     *
     * @param links is given each link that a receiver gets for the first time
     */
    static Crowd connect(XmppServer server, Home home, BiConsumer<String, URI> links) throws Exception {
        Crowd crowd = new Crowd(new ComponentLine(server, home.domain(), home.secret()), home, links);
        crowd.line.connect(crowd::stanza);
        return crowd;
    }

    private void stanza(XMLStreamReader reader) throws XMLStreamException, IOException {
        Stanza stanza = Stanza.of(reader);
        String thread = "";
        String code = "";
        String url = "";
        String field = "";
        String payload = "";
        for (int depth = 1; depth > 0; ) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                String name = reader.getLocalName();
                payload = payload.isEmpty() ? reader.getNamespaceURI() : payload;
                if (name.equals("field")) {
                    field = reader.getAttributeValue(null, "var");
                } else if (name.equals("thread")) {
                    thread = reader.getElementText();
                    depth--;
                } else if (name.equals("value") && "offer".equals(field)) {
                    code = reader.getElementText();
                    depth--;
                } else if (name.equals("url")) {
                    url = reader.getElementText();
                    depth--;
                }
            }
        }
        if (stanza.isRequest()) {
            boolean domain = !stanza.to().contains("@");
            line.write((domain ? NOTHING : NOBODY)
                    .formatted(stanza.id(), stanza.to(), stanza.from(), payload, items(payload)));
        } else {
            heard(stanza, thread, code, url);
        }
    }

    private String items(String payload) {
        return payload.equals(ITEMS) && !home.service().isEmpty() ? "<item jid='" + home.service() + "'/>" : "";
    }

    /** Whether all keep to themselves for now what they would say. */
    void keepSilent(boolean now) {
        silent = now;
    }

    /**
     * Says yes, and again until it is confirmed, as people do: what a server had handed to a process that was killed then is
     * lost, and XEP-0114 has nothing that would tell.
     */
    private void say(String receiver, String thread, String words) {
        Executor later = CompletableFuture.delayedExecutor(AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS, OwnThread::start);
        later.execute(() -> {
            if (!over && !confirmed.contains(receiver + thread)) {
                say(receiver, thread, words);
            }
        });
        try {
            if (!silent) {
                line.write(words);
            }
        } catch (IOException away) {
            // said again
        }
    }

    private void heard(Stanza stanza, String thread, String code, String url) {
        if (stanza.type().equals("error")) {
            return; // said again anyway
        }
        if (!code.isEmpty()) {
            if (isNew(offers, stanza)) {
                String yes = YES.formatted(stanza.id(), stanza.to(), stanza.from(), thread, code);
                say(stanza.to(), thread, yes);
            }
        } else if (!url.isEmpty() && isNew(files, stanza)) {
            links.accept(stanza.to(), URI.create(url));
        } else if (url.isEmpty()) {
            confirmed.add(bare(stanza.to()) + thread);
        }
    }

    private static String bare(String jid) {
        int resource = jid.indexOf('/');
        return resource < 0 ? jid : jid.substring(0, resource);
    }

    private boolean isNew(Map<String, Set<String>> seen, Stanza stanza) {
        boolean added = seen.computeIfAbsent(stanza.to(), to -> ConcurrentHashMap.newKeySet())
                .add(stanza.id());
        if (!added) {
            repeats.incrementAndGet();
        }
        return added;
    }

    /** The distinct ids of offers, by receiver. */
    Map<String, Set<String>> offers() {
        return offers;
    }

    /** The distinct ids of messages with a file, by receiver. */
    Map<String, Set<String>> files() {
        return files;
    }

    /** How many answers were confirmed. */
    int heard() {
        return confirmed.size();
    }

    /** How often something came that had come before. */
    int repeats() {
        return repeats.get();
    }

    @Override
    public void close() throws IOException {
        over = true;
        line.close();
    }
}
