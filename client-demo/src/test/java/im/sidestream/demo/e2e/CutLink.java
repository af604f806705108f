package im.sidestream.demo.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server that breaks after a random number of bytes on their way up, so many times, and then holds. */
final class CutLink implements Closeable {
    private static final int BUFFER = 16 << 10;

    private final ServerSocket listener = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicLong passed = new AtomicLong();
    private final Random random = new Random(11);
    private final int most;
    private final int longest;
    private volatile int server;

    /**
     * Opens the link; it leads nowhere before {@link #leadTo}.
     *
     * @param most how many times it breaks
     * @param longest how many bytes pass before that at most
     */
    CutLink(int most, int longest) throws IOException {
        this.most = most;
        this.longest = longest;
        listener.setReceiveBufferSize(BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void leadTo(int port) {
        server = port;
    }

    int cuts() {
        return cuts.get();
    }

    /** Returns how many bytes came through to the server. */
    long passed() {
        return passed.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                long budget = cuts.get() < most ? 1 + random.nextInt(longest) : Long.MAX_VALUE;
                threads.execute(() -> up(client, upstream, budget));
                threads.execute(() -> down(upstream, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void up(Socket client, Socket upstream, long budget) {
        byte[] buffer = new byte[BUFFER];
        try (client;
                upstream) {
            InputStream in = client.getInputStream();
            for (long left = budget; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    return;
                }
                upstream.getOutputStream().write(buffer, 0, read);
                passed.addAndGet(read);
                left -= read;
            }
            cuts.incrementAndGet();
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            // one end is gone
        }
    }

    private static void down(Socket upstream, Socket client) {
        try {
            upstream.getInputStream().transferTo(client.getOutputStream());
            client.shutdownOutput();
        } catch (IOException e) {
            // one end is gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
