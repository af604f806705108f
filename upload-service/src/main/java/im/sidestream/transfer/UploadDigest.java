package im.sidestream.transfer;

import im.sidestream.slot.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The digest of one upload, computed in the pool while more of it comes. Small pieces are digested at once: they come from
 * a slow sender, or are all there is. For one feeding thread at a time.
 */
final class UploadDigest implements Runnable {
    private static final int WORTH_HANDING_OVER = 16 << 10;

    /** A file that is digested in the time of a few changes of thread is digested where it is received. */
    private static final long LARGE = 4 << 20;

    private final DigestPool pool;
    private final boolean large;
    private final MessageDigest digest = Digests.sha256();
    private final ReentrantLock digesting = new ReentrantLock();
    private final Queue<Piece> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * Begins a digest.
     *
     * @param size bytes that will come
     */
    UploadDigest(long size, DigestPool pool) {
        this.large = size >= LARGE;
        this.pool = pool;
    }

    /** Takes all that remains in {@code bytes}; the buffer may be used again afterwards. */
    void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte[] copy = large && bytes.remaining() >= WORTH_HANDING_OVER ? pool.take() : null;
            if (copy == null) {
                digestHere(bytes);
                return;
            }
            int length = Math.min(copy.length, bytes.remaining());
            bytes.get(copy, 0, length);
            waiting.add(new Piece(copy, length));
            schedule();
        }
    }

    private void digestHere(ByteBuffer bytes) {
        digesting.lock();
        try {
            drain();
            digest.update(bytes);
        } finally {
            digesting.unlock();
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                pool.threads().execute(this);
            } catch (RejectedExecutionException e) {
                run();
            }
        }
    }

    @Override
    public void run() {
        scheduled.set(false);
        digesting.lock();
        try {
            drain();
        } finally {
            digesting.unlock();
        }
    }

    private void drain() {
        for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            digest.update(piece.bytes, 0, piece.length);
            pool.giveBack(piece.bytes);
        }
    }

    /** Returns the digest over everything that came. */
    Sha256 end() {
        digesting.lock();
        try {
            drain();
            return Sha256.of(digest.digest());
        } finally {
            digesting.unlock();
        }
    }

    /** Gives back what still waits; the upload broke. */
    void abandon() {
        run();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] bytes, int length) {}
}
