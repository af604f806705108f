package im.sidestream.http;

import im.sidestream.blob.Blob;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.transfer.CacheLoad;
import im.sidestream.transfer.Download;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of small files that were sent lately, so that what many ask for is read once. Bytes of a slot never change;
 * whether they may be sent is the row's to say, for each request. Thread-safe.
 */
final class SmallBodies {
    /** What is longer costs more to send than to read. */
    static final int LONGEST = 64 << 10;

    private static final int ROOM = 9 << 20;

    /** A file in the system's memory takes a hundredth of it. */
    private static final long SLOW_NANOS = 2_000_000;

    private static final long WARY_NANOS = 10_000_000_000L;

    private final ByteBufferPool pool;
    private final int room;
    private final Map<SlotId, RetainableByteBuffer> bodies = new LinkedHashMap<>(1024, 0.75f, true);
    private final LongSupplier nanos;
    private volatile long waryUntil;
    private int held;
    private long hits;
    private long misses;

    SmallBodies(ByteBufferPool pool) {
        this(pool, ROOM, System::nanoTime);
    }

    SmallBodies(ByteBufferPool pool, int room, LongSupplier nanos) {
        this.pool = pool;
        this.room = room;
        this.nanos = nanos;
        this.waryUntil = nanos.getAsLong();
    }

    /**
     * Returns whether a body is likely to be read in no time, so that a thread that serves others may read it: from a file of
     * this machine, whose disk did not make anybody wait a moment ago.
     */
    boolean isNear(Download download) {
        return download.stored().size() <= LONGEST && download.isLocal() && nanos.getAsLong() - waryUntil >= 0;
    }

    /** Returns the body if it is here, to be released by the caller. */
    synchronized @Nullable RetainableByteBuffer find(SlotId id) {
        RetainableByteBuffer body = bodies.get(id);
        if (body == null) {
            misses++;
        } else {
            hits++;
            body.retain();
        }
        return body;
    }

    /**
     * Reads a body that is not longer than {@link #LONGEST}; to be released by the caller.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there, although the row says so
     * @throws Refusal where the store does not answer
     * @throws EOFException if the store has fewer bytes than the row says
     */
    RetainableByteBuffer read(Download download) throws IOException, Refusal {
        long begun = nanos.getAsLong();
        RetainableByteBuffer.Mutable body = pool.acquire((int) download.stored().size(), true);
        try (Blob blob = download.open(0, download.stored().size())) {
            ByteBuffer bytes = body.getByteBuffer();
            BufferUtil.clearToFill(bytes);
            bytes.limit((int) download.stored().size());
            fill(bytes, blob);
            bytes.flip();
        } catch (Refusal | IOException | RuntimeException e) {
            body.release();
            throw e;
        }
        long now = nanos.getAsLong();
        if (now - begun > SLOW_NANOS) {
            waryUntil = now + WARY_NANOS;
        }
        keep(download.upload().id(), body);
        return body;
    }

    /** Reads from the blob's beginning until the buffer is full. */
    private static void fill(ByteBuffer bytes, Blob blob) throws IOException {
        while (bytes.hasRemaining()) {
            if (blob.read(bytes, bytes.position()) < 0) {
                throw new EOFException("the store has fewer bytes than the row says");
            }
        }
    }

    /** Returns how many bytes are held, and how often that was of use. */
    synchronized CacheLoad load() {
        return new CacheLoad(held, hits, misses);
    }

    private synchronized void keep(SlotId id, RetainableByteBuffer body) {
        if (bodies.putIfAbsent(id, body) != null) {
            return;
        }
        body.retain();
        held += body.capacity();
        Iterator<RetainableByteBuffer> eldest = bodies.values().iterator();
        while (held > room) {
            RetainableByteBuffer gone = eldest.next();
            eldest.remove();
            held -= gone.capacity();
            gone.release();
        }
    }
}
