package im.sidestream.demo.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The way of other servers to one of a stage: it can be blocked while both go on running. */
public final class Crossing implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final int server;
    private boolean blocked;

    private Crossing(int port, int server) throws IOException {
        this.server = server;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        threads.execute(this::accept);
    }

    /**
     * Opens it.
     *
     * @param port where others connect to
     * @param server where that leads
     */
    static Crossing open(int port, int server) {
        try {
            return new Crossing(port, server);
        } catch (IOException e) {
            throw new StageException("no way to port " + server, e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Breaks all connections, and lets none come about before {@link #unblock}. */
    public synchronized void block() {
        blocked = true;
        sockets.forEach(Crossing::close);
    }

    /** Lets connections come about again. */
    public synchronized void unblock() {
        blocked = false;
    }

    /** How many connections were refused. */
    public int refused() {
        return refused.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket other = listener.accept();
                threads.execute(() -> join(other));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void join(Socket other) {
        try (other;
                Socket ours = new Socket()) {
            if (!isAdmitted(other, ours)) {
                return;
            }
            ours.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
            threads.execute(() -> pass(ours, other));
            pass(other, ours);
        } catch (IOException e) {
            // the server is away
        } finally {
            sockets.remove(other);
        }
    }

    private synchronized boolean isAdmitted(Socket other, Socket ours) {
        if (blocked) {
            refused.incrementAndGet();
            return false;
        }
        sockets.add(other);
        sockets.add(ours);
        return true;
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end is gone
        } finally {
            sockets.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() {
        block();
        try {
            listener.close();
        } catch (IOException e) {
            throw new StageException("cannot close a way", e);
        }
        threads.shutdownNow();
    }
}
