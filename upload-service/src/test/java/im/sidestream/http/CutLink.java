package im.sidestream.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A link that is cut after a random number of bytes on their way up, so many times, and then holds: a small TCP proxy
 * whose buffers are small, so that little is under way when it happens. It counts what it took and what it passed on.
 */
final class CutLink implements Closeable {
    private static final int BUFFER = 16 << 10;

    private final ServerSocket listener = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private final Random random;
    private final int server;
    private final int most;
    private final int longest;

    /**
     * Opens the link.
     *
     * @param most how many times it is cut
     * @param longest how many bytes pass before a cut at most
     */
    CutLink(int server, int most, int longest, long seed) throws IOException {
        this.server = server;
        this.most = most;
        this.longest = longest;
        this.random = new Random(seed);
        listener.setReceiveBufferSize(BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    /** Returns how many bytes the client could send. */
    long taken() {
        return taken.get();
    }

    /** Returns how many of them were passed on to the server. */
    long passed() {
        return passed.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket upstream = new Socket();
                upstream.setSendBufferSize(BUFFER);
                upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
                // one step at a time, so that the same seed cuts at the same bytes
                int budget = cuts.get() < most ? 1 + random.nextInt(longest) : Integer.MAX_VALUE;
                boolean reset = random.nextBoolean();
                threads.execute(() -> up(client, upstream, budget, reset));
                threads.execute(() -> down(upstream, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void up(Socket client, Socket upstream, int budget, boolean reset) {
        byte[] buffer = new byte[BUFFER];
        long left = budget == Integer.MAX_VALUE ? Long.MAX_VALUE : budget;
        try (client;
                upstream) {
            InputStream in = client.getInputStream();
            OutputStream out = upstream.getOutputStream();
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    return;
                }
                taken.addAndGet(read);
                out.write(buffer, 0, read);
                passed.addAndGet(read);
                left -= read;
            }
            cuts.incrementAndGet();
            client.setSoLinger(true, 0);
            if (reset) {
                upstream.setSoLinger(true, 0);
            }
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
