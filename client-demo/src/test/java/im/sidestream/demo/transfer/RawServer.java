package im.sidestream.demo.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that writes exactly the bytes it is told to, keeps exactly those it got, and closes. */
public final class RawServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Answers answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public RawServer(Answers answers) throws IOException {
        this.answers = answers;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    public List<Request> requests() {
        return requests;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                Request request = read(socket.getInputStream());
                requests.add(request);
                answers.answer(requests.size(), request, socket.getOutputStream());
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // the client went away, or the test is over
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole head");
            }
            head.write(next);
        }
        List<String> lines =
                List.of(head.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n", -1));
        int length = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new Request(lines, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** Writes the answer to request number {@code n}, counted from 1. */
    @FunctionalInterface
    public interface Answers {
        void answer(int n, Request request, OutputStream out) throws IOException;
    }

    /** What came over the wire. */
    public static final class Request {
        private final List<String> head;
        private final byte[] body;

        Request(List<String> head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        public List<String> head() {
            return head;
        }

        public byte[] body() {
            return body;
        }

        /** All header lines of that name, in order. */
        public List<String> headers(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }
    }

    public static void write(OutputStream out, String head, byte[] body) throws IOException {
        out.write(("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    public static void write(OutputStream out, String head) throws IOException {
        write(out, head, new byte[0]);
    }
}
