package im.sidestream.demo.stage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The least of an XMPP server that a component needs (XEP-0114): it lets in whoever comes and puts one question after
 * the other. For a rehearsal on loopback only.
 */
final class ComponentPort implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listening;
    private final StringBuilder read = new StringBuilder();
    private Socket socket = new Socket();

    ComponentPort() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Waits for the component and lets it in. */
    void accept(String domain) throws IOException {
        socket = listening.accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        readTo("jabber:component:accept");
        readTo(">");
        write("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' id='rehearsal' from='" + domain + "'>");
        readTo("</handshake>");
        write("<handshake/>");
    }

    /** Sends a request and returns the answer as it was written. */
    String ask(String id, String request) throws IOException {
        write(request);
        while (true) {
            String stanza = readTo("</iq>");
            if (stanza.contains("id=\"" + id + "\"") || stanza.contains("id='" + id + "'")) {
                return stanza;
            }
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String readTo(String end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        while (read.indexOf(end) < 0) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new EOFException("the component closed its stream");
            }
            read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        int length = read.indexOf(end) + end.length();
        String text = read.substring(0, length);
        read.delete(0, length);
        return text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        listening.close();
    }
}
