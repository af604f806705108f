package im.sidestream.transfer;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where digests are computed beside the uploads that feed them: a fast upload is then bound by the slower of receiving and
 * digesting, not by their sum. Its copies of bytes are few and shared by all uploads, so neither a fast nor a stalled one
 * can take more than its turn; where none is free, the upload digests for itself.
 */
public final class DigestPool {
    /** Bytes that one copy holds. */
    static final int PIECE = 64 << 10;

    private static final int PIECES = 32;

    private final Executor threads;
    private final Queue<byte[]> free = new ArrayBlockingQueue<>(PIECES);

    /**
     * Makes the copies.
     *
     * @param threads computes; as many at once as there are processors is best
     */
    public DigestPool(Executor threads) {
        this.threads = threads;
        for (int i = 0; i < PIECES; i++) {
            free.add(new byte[PIECE]);
        }
    }

    /** Returns how many copies nobody uses now. */
    public int free() {
        return free.size();
    }

    byte @Nullable [] take() {
        return free.poll();
    }

    void giveBack(byte[] piece) {
        free.add(piece);
    }

    Executor threads() {
        return threads;
    }
}
