package im.sidestream.demo.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes a component's connections on to the port of its server, hears what the component says, and can go silent as a
 * broken network does: what is open stays open, and nothing comes any more.
 */
final class Passage implements AutoCloseable {
    private final int target;
    private final ServerSocket listening;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** One connection, in both directions. */
    private static final class Line {
        private final Socket component;
        private final Socket server;
        private final StringBuilder said = new StringBuilder();
        private volatile boolean silent;
        private volatile boolean left;

        Line(Socket component, Socket server) {
            this.component = component;
            this.server = server;
        }

        synchronized void hear(String words) {
            said.append(words);
        }

        synchronized int times(String words) {
            return said.toString().split(words, -1).length - 1;
        }

        void close() throws IOException {
            component.close();
            server.close();
        }
    }

    private interface Heard {
        void bytes(byte[] buffer, int count) throws IOException;
    }

    private Passage(int target, ServerSocket listening) {
        this.target = target;
        this.listening = listening;
    }

    /** Opens it before a port of 127.0.0.1. */
    static Passage before(int target) throws IOException {
        Passage passage = new Passage(target, new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
        inBackground(passage::accept);
        return passage;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How many connections there have been. */
    int connections() {
        return lines.size();
    }

    /** How often the component has said those words on its connection of that number. */
    int times(String words, int connection) {
        return lines.get(connection).times(words);
    }

    /** Whether the component has closed its connection of that number. */
    boolean isLeft(int connection) {
        return lines.get(connection).left;
    }

    /** From now on nothing comes through the connections that are open; new ones are as good as ever. */
    void silence() {
        lines.forEach(line -> line.silent = true);
    }

    private void accept() throws IOException {
        while (true) {
            Line line = new Line(listening.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
            lines.add(line);
            inBackground(() -> {
                pass(line.component, (buffer, count) -> {
                    line.hear(new String(buffer, 0, count, StandardCharsets.UTF_8));
                    forward(line, line.server, buffer, count);
                });
                line.left = true;
                line.close();
            });
            inBackground(() -> {
                pass(line.server, (buffer, count) -> forward(line, line.component, buffer, count));
                line.close();
            });
        }
    }

    private static void forward(Line line, Socket to, byte[] buffer, int count) throws IOException {
        if (!line.silent) {
            to.getOutputStream().write(buffer, 0, count);
        }
    }

    private static void pass(Socket from, Heard heard) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            heard.bytes(buffer, count);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // one side has gone
                    }
                },
                "passage");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Line line : lines) {
            line.close();
        }
    }
}
