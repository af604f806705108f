package im.sidestream.component.stanza;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs the work of one sender in the order it came in, and that of different senders side by side, within bounds. */
final class SenderOrder {

    /** After so many pieces of work a sender goes to the end of the line. */
    private static final int TURN = 16;

    private final Executor executor;
    private final int bound;
    private final long byteBound;
    private final int perSender;
    private final Map<String, Lane> lanes = new HashMap<>();
    private int waiting;
    private long waitingBytes;

    private record Work(Runnable task, long bytes) {}

    /**
     * @param executor runs at most as many lanes at once as it has threads; must not run them in the caller
     * @param byteBound bytes of all waiting stanzas together
     */
    SenderOrder(Executor executor, int bound, int perSender, long byteBound) {
        this.executor = executor;
        this.bound = bound;
        this.perSender = perSender;
        this.byteBound = byteBound;
    }

    /**
     * Queues a piece of work behind what the same sender has sent before.
     *
     * @return false if there is no room, in all or for this sender; the work will then not run
     */
    boolean submit(String sender, long bytes, Runnable task) {
        Lane started = null;
        synchronized (lanes) {
            Lane lane = lanes.get(sender);
            if (waiting >= bound
                    || (waiting > 0 && waitingBytes + bytes > byteBound)
                    || (lane != null && lane.queue.size() >= perSender)) {
                return false;
            }
            if (lane == null) {
                lane = new Lane(sender);
                started = lane;
                lanes.put(sender, lane);
            }
            lane.queue.add(new Work(task, bytes));
            waiting++;
            waitingBytes += bytes;
        }
        return started == null || start(started);
    }

    /** Returns how much work waits. */
    int waiting() {
        synchronized (lanes) {
            return waiting;
        }
    }

    private boolean start(Lane lane) {
        try {
            executor.execute(lane);
            return true;
        } catch (RejectedExecutionException closing) {
            synchronized (lanes) {
                lanes.remove(lane.sender);
                for (Work dropped : lane.queue) {
                    waiting--;
                    waitingBytes -= dropped.bytes;
                }
            }
            return false;
        }
    }

    private final class Lane implements Runnable {
        private final String sender;
        private final Queue<Work> queue = new ArrayDeque<>(4);

        Lane(String sender) {
            this.sender = sender;
        }

        @Override
        public void run() {
            for (int done = 0; done < TURN; done++) {
                Work next;
                synchronized (lanes) {
                    next = queue.poll();
                    if (next == null) {
                        lanes.remove(sender);
                        return;
                    }
                    waiting--;
                    waitingBytes -= next.bytes;
                }
                next.task.run();
            }
            start(this);
        }
    }
}
