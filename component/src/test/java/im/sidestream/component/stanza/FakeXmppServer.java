package im.sidestream.component.stanza;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ServerSocketFactory;
import org.dom4j.Element;
import org.xmlpull.v1.XmlPullParserException;

/** A server's component port whose every word a test decides; speaks raw sockets on loopback. */
final class FakeXmppServer implements AutoCloseable {

    static final String SECRET = "swordfish";
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listening;

    /** All of them: a socket that nobody refers to is closed by whoever collects the garbage. */
    private final Queue<Peer> peers = new ConcurrentLinkedQueue<>();

    FakeXmppServer() throws IOException {
        this(ServerSocketFactory.getDefault(), 0);
    }

    FakeXmppServer(ServerSocketFactory sockets, int port) throws IOException {
        listening = sockets.createServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listening.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The next connection, before a byte was exchanged. */
    Peer accept() throws IOException {
        Peer peer = new Peer(listening.accept());
        peers.add(peer);
        return peer;
    }

    /** The next connection, authenticated. */
    Peer acceptComponent() throws IOException {
        Peer peer = accept();
        peer.authenticate("id-1");
        return peer;
    }

    /** Whether a connection was made that nobody has accepted yet. */
    boolean isAsked() throws IOException {
        listening.setSoTimeout(1);
        try {
            accept();
            return true;
        } catch (SocketTimeoutException nobody) {
            return false;
        } finally {
            listening.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Peer peer : peers) {
            peer.close();
        }
    }

    /** One connection, from the server's side. */
    static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final StanzaFramer framer;
        private final StanzaParser parser;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            framer = new StanzaFramer(
                    socket.getInputStream(), StreamLimits.defaults().withStanzaBytes(8 * 1024 * 1024));
            try {
                parser = new StanzaParser(
                        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='" + StanzaParser.STREAMS + "'>",
                        100_000);
            } catch (XmlPullParserException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        /** Answers the stream header; returns the one that came. */
        String openStream(String id) throws IOException {
            String header = read().text();
            send("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='"
                    + StanzaParser.STREAMS + "' id='" + id + "' from='upload.example.org'>");
            return header;
        }

        /** Accepts the component; returns the handshake's text. */
        String authenticate(String id) throws IOException {
            openStream(id);
            String digest = next().getText();
            send("<handshake/>");
            return digest;
        }

        /** Sends a stream error and ends the stream. */
        void refuse(String condition) throws IOException {
            send("<stream:error><" + condition
                    + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
            close();
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** The next stanza of the component. */
        Element next() throws IOException {
            try {
                return parser.parse(read().text());
            } catch (XmlPullParserException malformed) {
                throw new UncheckedIOException(new IOException(malformed));
            }
        }

        /** Asks for a sign of life and waits for it; fails if the stream has ended or something else comes first. */
        void requireAlive(String id) throws IOException {
            send("<iq type='get' id='" + id + "' from='alice@example.org/a' to='upload.example.org'>"
                    + "<ping xmlns='urn:xmpp:ping'/></iq>");
            Element answer = next();
            if (!id.equals(answer.attributeValue("id")) || !"result".equals(answer.attributeValue("type"))) {
                throw new AssertionError("unexpected " + answer.asXML());
            }
        }

        /** Whether the component has closed its side: with the stream's end, or the connection's. */
        boolean isEnded() throws IOException {
            while (true) {
                Frame frame = framer.next();
                if (frame == null || frame.kind() == Frame.Kind.END) {
                    return true;
                }
            }
        }

        Frame read() throws IOException {
            Frame frame = framer.next();
            if (frame == null) {
                throw new IOException("the component closed the connection");
            }
            return frame;
        }

        /** Breaks the connection: the component gets a TCP reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        Socket socket() {
            return socket;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
