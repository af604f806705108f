package im.sidestream.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly what a test wants, lies and half requests included. */
final class RawHttp implements Closeable {
    private final Socket socket;

    RawHttp(int port) throws IOException {
        this(port, 0);
    }

    private RawHttp(int port, int window) throws IOException {
        socket = new Socket();
        if (window > 0) {
            socket.setReceiveBufferSize(window);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
    }

    /** Returns a client for which little can be under way at a time. */
    static RawHttp slow(int port) throws IOException {
        return new RawHttp(port, 128 << 10);
    }

    /** What came back: status, headers by lower-case name, body. */
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Begins a PUT and sends no body. */
    RawHttp put(URI url, long length, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("PUT " + url.getRawPath() + "?" + url.getRawQuery()
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    RawHttp get(URI url, String... headers) throws IOException {
        return request("GET", url.getRawPath(), headers);
    }

    RawHttp request(String method, String target, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    /** Begins a PATCH of tus 1.0.0 and sends no body. */
    RawHttp patch(URI url, long offset, long length, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "Tus-Resumable: 1.0.0",
                "Content-Type: application/offset+octet-stream",
                "Upload-Offset: " + offset,
                "Content-Length: " + length));
        all.addAll(List.of(headers));
        return request("PATCH", url.getRawPath() + "?" + url.getRawQuery(), all.toArray(String[]::new));
    }

    /** Reads one reply whose body, if the request was no HEAD, is as long as it says. */
    Reply reply() throws IOException {
        return reply(true);
    }

    Reply reply(boolean withBody) throws IOException {
        InputStream in = socket.getInputStream();
        String[] status = line(in).split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean expected = withBody && !status[1].equals("304");
        int length = expected ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Reply(Integer.parseInt(status[1]), headers, in.readNBytes(length));
    }

    /** Returns what came before the connection ended, in whichever way. */
    byte[] rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                rest.write(c);
            }
        } catch (java.net.SocketException reset) {
            // an end, too
            return rest.toByteArray();
        }
        return rest.toByteArray();
    }

    /** Reads that many bytes of what comes. */
    byte[] some(int length) throws IOException {
        return socket.getInputStream().readNBytes(length);
    }

    /** Returns how many bytes came before the connection ended. */
    long drain() throws IOException {
        return socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after: " + line);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Ends the connection with a reset, as a phone that lost its network does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
