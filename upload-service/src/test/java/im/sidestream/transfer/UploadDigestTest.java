package im.sidestream.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The digest is that of the bytes in their order, whoever computes it and whenever. */
final class UploadDigestTest {
    private final Random random = new Random(42);

    @Test
    void piecesOfAllSizesAreDigestedInTheirOrder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            DigestPool pool = new DigestPool(threads);
            for (int round = 0; round < 50; round++) {
                assertThat(digest(pool)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPoolThatNeverRunsOnlyMakesTheFeederDoTheWork() throws Exception {
        Queue<Runnable> never = new ArrayDeque<>();
        assertThat(digest(new DigestPool(never::add))).isTrue();
    }

    @Test
    void aPoolThatRefusesOnlyMakesTheFeederDoTheWork() throws Exception {
        Executor refusing = work -> {
            throw new RejectedExecutionException("closed");
        };
        assertThat(digest(new DigestPool(refusing))).isTrue();
    }

    @Test
    void anUploadThatBreaksGivesItsCopiesBack() {
        DigestPool pool = new DigestPool(work -> {});
        UploadDigest broken = new UploadDigest(8 << 20, pool);
        broken.update(ByteBuffer.allocate(64 * DigestPool.PIECE));
        broken.update(ByteBuffer.allocate(3 * DigestPool.PIECE));
        broken.abandon();
        int copies = 0;
        while (pool.take() != null) {
            copies++;
        }
        assertThat(copies).isEqualTo(32);
    }

    /** Feeds random pieces, direct and heap, and returns whether the digest is right. */
    private boolean digest(DigestPool pool) throws Exception {
        byte[] content = new byte[random.nextInt(6 << 20)];
        random.nextBytes(content);
        UploadDigest digest = new UploadDigest(8 << 20, pool);
        ByteBuffer all = ByteBuffer.allocateDirect(content.length).put(content).flip();
        while (all.hasRemaining()) {
            int length = Math.min(all.remaining(), 1 + random.nextInt(random.nextBoolean() ? 300_000 : 20_000));
            ByteBuffer piece = all.slice(all.position(), length);
            digest.update(piece);
            all.position(all.position() + length);
        }
        return digest.end()
                .equals(Sha256.of(MessageDigest.getInstance("SHA-256").digest(content)));
    }
}
