package im.sidestream.demo.conformance;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.stage.Account;
import im.sidestream.demo.stage.Certificates;
import im.sidestream.demo.stage.XmppServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jivesoftware.smack.xml.SmackXmlParser;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/**
 * A client that sends what it is told, letter by letter, and shows what comes back (RFC 6120): no library stands
 * between a test and the wire. TLS from the first byte, SASL PLAIN, one request at a time.
 */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String CLIENT = "jabber:client";
    private static final AtomicInteger IDS = new AtomicInteger();

    private final XmppServer server;
    private final Account account;
    private final Socket socket;
    private XmlPullParser parser;

    private RawClient(XmppServer server, Account account, Socket socket) throws IOException, XmlPullParserException {
        this.server = server;
        this.account = account;
        this.socket = socket;
        this.parser = openStream();
    }

    /** Logs in; the server chooses the resource. */
    public static RawClient logIn(XmppServer server, Account account, Certificates certificates) throws Exception {
        Socket socket = certificates
                .trust()
                .getSocketFactory()
                .createSocket(
                        InetAddress.getByName(server.host()), server.ports().c2sTls());
        socket.setSoTimeout(PATIENCE_MILLIS);
        RawClient client = new RawClient(server, account, socket);
        client.authenticate();
        client.iq("set", "", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>");
        client.send("<presence/>");
        return client;
    }

    /** The account's bare JID. */
    String jid() {
        return account.jid();
    }

    /** Asks our service with an IQ of type get and returns its answer, be it a result or an error. */
    XmlNode ask(String payload) throws IOException, XmlPullParserException {
        return iq("get", server.uploadDomain(), payload);
    }

    /** Sends an IQ and returns its answer; an empty receiver stands for the client's own server. */
    public XmlNode iq(String type, String to, String payload) throws IOException, XmlPullParserException {
        String id = "c" + IDS.incrementAndGet();
        String receiver = to.isEmpty() ? "" : " to='" + to + "'";
        send("<iq type='" + type + "' id='" + id + "'" + receiver + ">" + payload + "</iq>");
        return await(id);
    }

    /** Sends XML as it is. */
    public void send(String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** The next stanza with that id that is an answer; whatever comes before it is dropped. */
    XmlNode await(String id) throws IOException, XmlPullParserException {
        while (true) {
            XmlNode stanza = next();
            String type = String.valueOf(stanza.attribute("type"));
            if (id.equals(stanza.attribute("id")) && !type.equals("get") && !type.equals("set")) {
                return stanza;
            }
        }
    }

    /**
     * The ids of what the service has sent by now, in order. A last request marks the end: the service answers one
     * sender in order, and so does the way there and back (RFC 6120 §10.1).
     */
    List<String> fromService() throws IOException, XmlPullParserException {
        String end = "c" + IDS.incrementAndGet();
        send("<iq type='get' id='" + end + "' to='" + server.uploadDomain() + "'><ping xmlns='urn:xmpp:ping'/></iq>");
        List<String> ids = new ArrayList<>();
        while (true) {
            XmlNode stanza = next();
            String id = String.valueOf(stanza.attribute("id"));
            if (id.equals(end)) {
                return ids;
            }
            if (server.uploadDomain().equals(stanza.attribute("from"))) {
                ids.add(id);
            }
        }
    }

    /** The next stanza of that name from that address which has a child of that namespace, or is a message with a body. */
    public XmlNode nextFrom(String bareJid, String name, String namespace) throws IOException, XmlPullParserException {
        while (true) {
            XmlNode stanza = next();
            String from = String.valueOf(stanza.attribute("from"));
            boolean has = stanza.children().stream()
                    .anyMatch(child ->
                            child.namespace().equals(namespace) && !child.name().equals("error"));
            if (stanza.name().equals(name) && (from + "/").startsWith(bareJid + "/") && has) {
                return stanza;
            }
        }
    }

    /** The next stanza. */
    XmlNode next() throws IOException, XmlPullParserException {
        while (true) {
            XmlPullParser.Event event = parser.next();
            if (event == XmlPullParser.Event.START_ELEMENT) {
                return XmlNode.read(parser);
            }
            if (event == XmlPullParser.Event.END_ELEMENT || event == XmlPullParser.Event.END_DOCUMENT) {
                throw new IOException("the server ended the stream");
            }
        }
    }

    private void authenticate() throws IOException, XmlPullParserException {
        next();
        byte[] plain = ("\0" + account.user() + "\0" + account.password()).getBytes(StandardCharsets.UTF_8);
        send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + Base64.getEncoder().encodeToString(plain) + "</auth>");
        XmlNode answer = next();
        if (!answer.name().equals("success")) {
            throw new IOException("no login as " + account + ": " + answer.toXml(CLIENT));
        }
        parser = openStream();
        next();
    }

    private XmlPullParser openStream() throws IOException, XmlPullParserException {
        send("<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' to='" + server.domain()
                + "' xmlns:stream='http://etherx.jabber.org/streams'>");
        Reader reader = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
        XmlPullParser fresh = SmackXmlParser.newXmlParser(reader);
        while (fresh.next() != XmlPullParser.Event.START_ELEMENT) {
            // the XML declaration
        }
        return fresh;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
