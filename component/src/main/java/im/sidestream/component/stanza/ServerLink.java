package im.sidestream.component.stanza;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmlpull.v1.XmlPullParserException;

/** One connection to the server's component port, from the TCP connect to its close (XEP-0114 §3). */
final class ServerLink implements AutoCloseable {

    private final Socket plain;
    private volatile Socket socket;
    private final StreamSettings settings;
    private volatile @Nullable StreamFailure abandoned;
    private @Nullable StanzaFramer framer;
    private @Nullable OutputStream out;

    ServerLink(StreamSettings settings, StreamResources resources) throws IOException {
        this.settings = settings;
        this.plain = resources.sockets().createSocket();
        this.socket = plain;
    }

    /** Connects; TLS, if it is asked for, checks the certificate against the host's name (RFC 6125). */
    void connect(StreamResources resources) throws StreamFailure {
        try {
            plain.setTcpNoDelay(true);
            plain.connect(
                    new InetSocketAddress(settings.host(), settings.port()),
                    millis(settings.times().connect()));
        } catch (IOException | RuntimeException unreachable) {
            throw failure(StreamFault.UNREACHABLE, unreachable);
        }
        try {
            plain.setSoTimeout(millis(settings.times().handshake()));
            if (settings.directTls()) {
                socket = startTls(resources);
            }
            framer = new StanzaFramer(socket.getInputStream(), settings.limits());
            out = socket.getOutputStream();
        } catch (SSLException untrusted) {
            throw failure(StreamFault.TLS_FAILED, untrusted);
        } catch (IOException broken) {
            throw failure(StreamFault.CONNECTION_LOST, broken);
        }
    }

    private Socket startTls(StreamResources resources) throws IOException {
        SSLSocket tls = (SSLSocket) resources.tls().get().createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /**
     * Opens the stream and authenticates (XEP-0114 §3).
     *
     * @return a parser for the stanzas of this stream
     */
    StanzaParser handshake(String domain, String secret) throws StreamFailure {
        return handshake(domain, secret, new byte[0]);
    }

    /**
     * The same; further bytes leave with the handshake, before the server has said that it takes it.
     *
     * @param behind stanzas, or nothing
     */
    StanzaParser handshake(String domain, String secret, byte[] behind) throws StreamFailure {
        try {
            write("<?xml version='1.0'?><stream:stream xmlns='" + StanzaParser.COMPONENT + "' xmlns:stream='"
                    + StanzaParser.STREAMS + "' to='" + domain + "'>");
            Frame header = expect(Frame.Kind.HEADER);
            Element tag = StanzaParser.header(header);
            requireStream(tag);
            StanzaParser parser =
                    new StanzaParser(header.text(), settings.limits().elements());
            String id = tag.attributeValue("id");
            if (id == null) {
                // a server that refuses the header may leave the id out; the reason comes next
                throw refusal(parser.parse(expect(Frame.Kind.STANZA).text()));
            }
            write("<handshake>" + digest(id, secret) + "</handshake>", behind);
            Element answer = parser.parse(expect(Frame.Kind.STANZA).text());
            if (!answer.getName().equals("handshake")) {
                throw refusal(answer);
            }
            plain.setSoTimeout(longestSilence());
            return parser;
        } catch (XmlPullParserException garbage) {
            throw failure(StreamFault.NOT_XMPP, garbage);
        } catch (IOException broken) {
            throw failure(StreamFault.CONNECTION_LOST, broken);
        }
    }

    /** The lower-case hexadecimal SHA-1 of stream id and secret, XEP-0114 §3. */
    static String digest(String streamId, String secret) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest((streamId + secret).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    /** What a stream error says (RFC 6120 §4.9). */
    static StreamFailure refusal(Element error) {
        if (!isStreamError(error)) {
            return new StreamFailure(StreamFault.NOT_XMPP, "unexpected <" + error.getName() + "/>");
        }
        String condition = "undefined-condition";
        String text = "";
        for (Element child : error.elements()) {
            if (child.getName().equals("text")) {
                text = ": " + child.getTextTrim();
            } else if (child.getNamespaceURI().equals("urn:ietf:params:xml:ns:xmpp-streams")) {
                condition = child.getName();
            }
        }
        return new StreamFailure(StreamFault.ofCondition(condition), condition + text);
    }

    static boolean isStreamError(Element element) {
        return element.getName().equals("error") && element.getNamespaceURI().equals(StanzaParser.STREAMS);
    }

    /** The next frame; the end of the stream and the loss of the connection are failures. */
    Frame next() throws StreamFailure {
        if (framer == null) {
            throw new IllegalStateException("not connected");
        }
        Frame frame;
        try {
            frame = framer.next();
        } catch (IOException broken) {
            throw failure(StreamFault.CONNECTION_LOST, broken);
        }
        if (frame == null) {
            throw failure(StreamFault.CONNECTION_LOST, new IOException("the connection ended within the stream"));
        }
        if (frame.kind() == Frame.Kind.END) {
            throw new StreamFailure(StreamFault.STREAM_ENDED, "");
        }
        return frame;
    }

    /** Writes in the calling thread. */
    void write(byte[] bytes) throws StreamFailure {
        try {
            out().write(bytes);
            out().flush();
        } catch (IOException broken) {
            throw failure(StreamFault.CONNECTION_LOST, broken);
        }
    }

    OutputStream out() {
        if (out == null) {
            throw new IllegalStateException("not connected");
        }
        return out;
    }

    /** Ends the connection from another thread; whoever reads from it learns the reason. */
    void abandon(StreamFault fault, String detail) {
        if (abandoned == null) {
            abandoned = new StreamFailure(fault, detail);
        }
        close();
    }

    /** Closes the socket below TLS first: that never blocks, even behind a write that does. */
    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException ignored) {
            // it is closed either way
        }
        if (socket != plain) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // the connection below is gone already
            }
        }
    }

    private Frame expect(Frame.Kind kind) throws StreamFailure {
        Frame frame = next();
        if (frame.kind() != kind || frame.trouble() != Frame.Trouble.NONE) {
            throw new StreamFailure(StreamFault.NOT_XMPP, "unexpected " + frame.kind() + " " + frame.trouble());
        }
        return frame;
    }

    private static void requireStream(Element tag) throws StreamFailure {
        if (!tag.getName().equals("stream") || !tag.getNamespaceURI().equals(StanzaParser.STREAMS)) {
            throw new StreamFailure(StreamFault.NOT_XMPP, "the server began with <" + tag.getName() + ">");
        }
    }

    private void write(String text) throws IOException {
        write(text, new byte[0]);
    }

    private void write(String text, byte[] behind) throws IOException {
        byte[] first = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + behind.length);
        System.arraycopy(behind, 0, all, first.length, behind.length);
        out().write(all);
        out().flush();
    }

    private StreamFailure failure(StreamFault fault, Exception cause) {
        if (abandoned != null) {
            return abandoned;
        }
        if (cause instanceof StreamFailure known) {
            return known;
        }
        StreamFault precise = cause instanceof SocketTimeoutException && fault == StreamFault.CONNECTION_LOST
                ? StreamFault.TIMED_OUT
                : fault;
        return new StreamFailure(precise, String.valueOf(cause.getMessage()), cause);
    }

    /** Pings and their answers break every silence well before this; the socket's own limit is the second line. */
    private int longestSilence() {
        return millis(
                settings.times().pingEvery().plus(settings.times().pingAnswer().multipliedBy(3)));
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
    }
}
