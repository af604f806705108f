package im.sidestream.component.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server's side of XEP-0114 §3: checks the handshake of one component at a time and passes stanzas on as text. */
final class TinyXmppServer implements AutoCloseable {
    private static final String STREAM_ID = "3BF96D32";

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final String secret;
    private final String domain;
    private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();

    /** All of them: a socket that nobody refers to is closed by whoever collects the garbage. */
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    TinyXmppServer(String secret) throws IOException {
        this(secret, "upload.xmpp.test");
    }

    TinyXmppServer(String secret, String domain) throws IOException {
        this.secret = secret;
        this.domain = domain;
        Thread thread = new Thread(this::serve, "tiny-xmpp-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns how many components shook hands and were not taken yet. */
    int waiting() {
        return connected.size();
    }

    /** Returns the stream of the next component that shook hands. */
    Stream awaitComponent() throws InterruptedException, IOException {
        Socket socket = connected.poll(20, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("no component came");
        }
        return new Stream(socket, domain);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                String expected = "<handshake>" + sha1(STREAM_ID + secret) + "</handshake>";
                readUntil(socket.getInputStream(), "'>");
                write(
                        socket,
                        "<stream:stream xmlns='jabber:component:accept'"
                                + " xmlns:stream='http://etherx.jabber.org/streams' from='" + domain + "' id='"
                                + STREAM_ID + "'>");
                if (readUntil(socket.getInputStream(), "</handshake>").equals(expected)) {
                    write(socket, "<handshake/>");
                    open.add(socket);
                    connected.add(socket);
                } else {
                    write(
                            socket,
                            "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                                    + "</stream:stream>");
                    socket.close();
                }
            } catch (IOException e) {
                // this connection is over, or all of them are
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** A stream that is up. */
    record Stream(Socket socket, String domain) {
        /** Asks for a slot (XEP-0363 §4) and returns the whole answer. */
        String requestSlot(long size) throws IOException {
            write(
                    socket,
                    "<iq type='get' id='slot-" + size + "' from='alice@xmpp.test/phone' to='" + domain + "'>"
                            + "<request xmlns='urn:xmpp:http:upload:0' filename='a.bin' size='" + size + "'/></iq>");
            String answer = "";
            while (!answer.contains("slot-" + size)) {
                answer = readUntil(socket.getInputStream(), "</iq>");
                if (answer.isEmpty()) {
                    throw new IOException("the stream ended");
                }
            }
            return answer;
        }

        /** Returns everything up to the end of the connection. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
