package im.sidestream.catalog;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the work of one thread in the order in which it came, one piece after another, on whatever thread is free. */
final class Lane implements Runnable {
    private final Executor threads;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();

    Lane(Executor threads) {
        this.threads = threads;
    }

    void add(Runnable work) {
        queue.add(work);
        if (length.getAndIncrement() == 0) {
            threads.execute(this);
        }
    }

    /** Does one piece, and queues up again for the next one, so that every lane gets its turn. */
    @Override
    public void run() {
        Runnable work = queue.poll();
        if (work != null) {
            work.run();
        }
        if (length.decrementAndGet() > 0) {
            try {
                threads.execute(this);
            } catch (RejectedExecutionException e) {
                run();
            }
        }
    }
}
