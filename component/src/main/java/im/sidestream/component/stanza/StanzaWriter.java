package im.sidestream.component.stanza;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes to a component stream, for all its connections in turn. Stanzas are queued whole, and
 * what has gathered while one write was under way leaves in the next.
 */
final class StanzaWriter implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StanzaWriter.class);
    private static final int BATCH = 64 * 1024;

    private final String domain;
    private final int bound;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] batch = new byte[BATCH];

    private Deque<Outgoing> queue = new ArrayDeque<>();
    private Deque<Outgoing> spare = new ArrayDeque<>();
    private long queuedBytes;
    private @Nullable LateStanzas late;
    private @Nullable ServerLink connection;
    private boolean writing;
    private boolean stopped;
    private volatile long writingSince;
    private volatile boolean inWrite;

    StanzaWriter(String domain, int bound, LongSupplier nanoTime) {
        this.domain = domain;
        this.bound = bound;
        this.nanoTime = nanoTime;
        this.writingSince = nanoTime.getAsLong();
    }

    /**
     * Queues a stanza.
     *
     * @param written completed once the bytes were handed to the network, or failed if that became impossible
     * @throws StreamUnavailableException if there is no connection or too much waits already
     */
    void send(byte[] stanza, @Nullable CompletableFuture<Void> written) {
        lock.lock();
        try {
            Outgoing outgoing = new Outgoing(stanza, written);
            if (late != null) {
                if (!late.add(outgoing)) {
                    throw new StreamUnavailableException("the stream of " + domain + " has ended");
                }
                return;
            }
            if (connection == null) {
                throw new StreamUnavailableException("no connection to the XMPP server for " + domain);
            }
            if (queuedBytes + stanza.length > bound) {
                throw new StreamUnavailableException("too many stanzas wait to be written for " + domain);
            }
            queuedBytes += stanza.length;
            queue.add(outgoing);
            if (!writing) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the stream: nothing follows these bytes on this connection. What is sent from now on is kept there.
     *
     * @throws StreamUnavailableException if there is no connection
     */
    void end(byte[] last, LateStanzas keeper) {
        lock.lock();
        try {
            send(last, null);
            late = keeper;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many bytes wait to be written. */
    long queuedBytes() {
        lock.lock();
        try {
            return queuedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** From now on writes to this connection. */
    void attach(ServerLink link) {
        lock.lock();
        try {
            connection = link;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a connection to write to. */
    boolean isAttached() {
        return connectionNow() != null;
    }

    /** The connection is gone; what waits for it fails. */
    void detach() {
        Deque<Outgoing> lost;
        lock.lock();
        try {
            connection = null;
            lost = queue;
            queue = new ArrayDeque<>();
            lost.forEach(each -> queuedBytes -= each.bytes().length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        fail(lost, "the connection was lost before this was written");
    }

    /** Ends the thread. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        detach();
    }

    /** Waits until nothing is left to write. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (queuedBytes > 0 && connection != null) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds that the write now under way has taken; 0 if there is none. */
    long blockedNanos() {
        return inWrite ? Math.max(0, nanoTime.getAsLong() - writingSince) : 0;
    }

    /** Nanoseconds since something was written last, on whatever connection. */
    long sinceLastWrite(long now) {
        return now - writingSince;
    }

    @Override
    public void run() {
        Deque<Outgoing> taken;
        while ((taken = take()) != null) {
            ServerLink link = connectionNow();
            try {
                if (link == null) {
                    throw new IOException("the connection was lost");
                }
                write(link.out(), taken);
                taken.forEach(Outgoing::complete);
            } catch (IOException | RuntimeException broken) {
                // the reader of the same socket sees it too and reconnects
                if (link != null) {
                    link.close();
                }
                fail(taken, String.valueOf(broken.getMessage()));
            } finally {
                release(taken);
            }
        }
    }

    private @Nullable Deque<Outgoing> take() {
        lock.lock();
        try {
            writing = false;
            while (!stopped && (queue.isEmpty() || connection == null)) {
                changed.awaitUninterruptibly();
            }
            if (stopped) {
                return null;
            }
            writing = true;
            Deque<Outgoing> taken = queue;
            queue = spare;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void release(Deque<Outgoing> taken) {
        lock.lock();
        try {
            for (Outgoing each : taken) {
                queuedBytes -= each.bytes().length;
            }
            taken.clear();
            spare = taken;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ServerLink connectionNow() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private void write(OutputStream out, Deque<Outgoing> stanzas) throws IOException {
        int filled = 0;
        for (Outgoing each : stanzas) {
            byte[] bytes = each.bytes();
            if (filled + bytes.length > BATCH) {
                put(out, batch, filled);
                filled = 0;
            }
            if (bytes.length > BATCH) {
                put(out, bytes, bytes.length);
            } else {
                System.arraycopy(bytes, 0, batch, filled, bytes.length);
                filled += bytes.length;
            }
        }
        put(out, batch, filled);
    }

    private void put(OutputStream out, byte[] bytes, int length) throws IOException {
        if (length == 0) {
            return;
        }
        writingSince = nanoTime.getAsLong();
        inWrite = true;
        try {
            out.write(bytes, 0, length);
            out.flush();
        } finally {
            inWrite = false;
        }
    }

    private void fail(Deque<Outgoing> lost, String why) {
        if (lost.isEmpty()) {
            return;
        }
        log.warn("{}: {} stanzas were not written: {}", domain, lost.size(), why);
        lost.forEach(each -> each.fail(why));
    }
}
