package im.sidestream.demo.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of the JVM, told to the thread at work: it is interrupted, and waited for, so that it writes nothing after
 * what it wrote was removed.
 */
final class Interruption {

    private static final long ENDS_WITHIN_SECONDS = 5;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** Interrupts the work and waits until it is over, for a while. */
    void ask() {
        asked.countDown();
        worker.interrupt();
        try {
            boolean unused = over.await(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the work was asked to end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until the work is asked to end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** The work has ended. */
    void over() {
        over.countDown();
    }
}
