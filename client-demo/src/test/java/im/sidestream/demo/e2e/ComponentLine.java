package im.sidestream.demo.e2e;

import im.sidestream.demo.stage.XmppServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A component of a test (XEP-0114): its stream is made anew whenever it breaks, until it is closed. */
final class ComponentLine implements AutoCloseable {
    private static final long BREATH_MILLIS = 100;

    private final XmppServer server;
    private final String domain;
    private final String secret;
    private volatile Socket socket = new Socket();
    private volatile boolean closed;

    /** Hears stanzas. */
    interface Listener {
        /** A stanza has begun; it is to be read up to its end. */
        void stanza(XMLStreamReader reader) throws XMLStreamException, IOException;
    }

    /** For {@code domain}, which the XMPP server must know; not connected yet. */
    ComponentLine(XmppServer server, String domain, String secret) {
        this.server = server;
        this.domain = domain;
        this.secret = secret;
    }

    /** Connects, and gives everything that comes to the listener, on a thread of its own. */
    void connect(Listener listener) throws Exception {
        XMLStreamReader reader = open();
        Thread thread = new Thread(() -> serve(reader, listener), domain);
        thread.setDaemon(true);
        thread.start();
    }

    private XMLStreamReader open() throws IOException, XMLStreamException, GeneralSecurityException {
        Socket fresh = new Socket(server.host(), server.ports().component());
        try {
            XMLStreamReader reader = shakeHands(fresh);
            // nobody writes to it before
            socket = fresh;
            return reader;
        } catch (IOException | XMLStreamException | GeneralSecurityException | AssertionError failed) {
            fresh.close();
            throw failed;
        }
    }

    private XMLStreamReader shakeHands(Socket fresh) throws IOException, XMLStreamException, GeneralSecurityException {
        write(
                fresh,
                "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='"
                        + domain + "'>");
        XMLStreamReader reader = reader(fresh.getInputStream());
        reader.nextTag();
        write(fresh, "<handshake>" + digest(reader.getAttributeValue(null, "id") + secret) + "</handshake>");
        reader.nextTag();
        if (!reader.getLocalName().equals("handshake")) {
            throw new AssertionError("refused: " + reader.getLocalName());
        }
        reader.nextTag();
        return reader;
    }

    private static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory.createXMLStreamReader(in, "UTF-8");
    }

    private static String digest(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void serve(XMLStreamReader first, Listener listener) {
        XMLStreamReader reader = first;
        while (!closed) {
            try {
                read(reader, listener);
            } catch (XMLStreamException | IOException broken) {
                // by this object, or by the server: then another one is made
            }
            reader = openAgain(reader);
        }
    }

    private static void read(XMLStreamReader reader, Listener listener) throws XMLStreamException, IOException {
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                listener.stanza(reader);
            }
        }
    }

    private XMLStreamReader openAgain(XMLStreamReader broken) {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(BREATH_MILLIS);
                return open();
            } catch (IOException | XMLStreamException | GeneralSecurityException notYet) {
                // the server is away
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
        return broken;
    }

    /** Says something, whole stanzas at a time; what is said while the server is away is lost. */
    synchronized void write(String xml) throws IOException {
        write(socket, xml);
    }

    private static void write(Socket socket, String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
