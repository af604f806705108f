package im.sidestream.demo.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes connections to the standard port of XMPP on to another one, for programs that know no other. It listens on a
 * loopback address of its own, so that it takes the port from nobody.
 */
final class StandardPort implements AutoCloseable {
    private static final int STANDARD = 5222;
    private static final int TRIES = 20;

    private final int target;
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private StandardPort(int target, ServerSocket listening) {
        this.target = target;
        this.listening = listening;
    }

    /** Opens it before a port of 127.0.0.1. */
    static StandardPort before(int target) throws IOException {
        Random random = new Random();
        for (int i = 1; ; i++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress("127." + (1 + random.nextInt(250)) + ".53.1", STANDARD));
                StandardPort opened = new StandardPort(target, socket);
                opened.inBackground(opened::accept);
                return opened;
            } catch (IOException taken) {
                socket.close();
                if (i == TRIES) {
                    throw taken;
                }
            }
        }
    }

    /** The address to connect to. */
    String host() {
        return listening.getInetAddress().getHostAddress();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, server));
            inBackground(() -> pass(client, server));
            inBackground(() -> pass(server, client));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // one side has gone, and the streams are closed with it
                    }
                },
                "standard-port");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
