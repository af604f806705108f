package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Pools whose queue has an end. */
final class PoolsTest {

    @Test
    void aFullQueueTakesNothingMore() {
        CountDownLatch held = new CountDownLatch(1);
        ExecutorService pool = Pools.bounded("test", 1, 1);
        try {
            pool.execute(() -> await(held));
            pool.execute(() -> {});
            assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        } finally {
            held.countDown();
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
