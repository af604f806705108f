package im.sidestream.component.stanza;

import im.sidestream.slot.StreamLeases;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes, prolongs and gives back the lease of one domain, in a thread of its own. How long it is held is counted from the
 * moment before it was asked for, by this process's own time, and ends a while before the catalog lets another process have
 * it: whoever cannot reach the catalog any more has closed its stream by then.
 */
public final class LeasedTenure implements Tenure, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeasedTenure.class);

    /**
     * How long a lease lasts, and how often it is asked for.
     *
     * @param length of a lease
     * @param reserve how long before its end the stream is closed
     * @param renewal between two questions of who has it
     * @param poll between two questions of who has not, or was not answered
     */
    public record Terms(Duration length, Duration reserve, Duration renewal, Duration poll) {
        /** Another process takes over within twelve seconds of a kill. */
        public static final Terms STANDARD =
                new Terms(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    private final StreamLeases leases;
    private final String domain;
    private final String holder;
    private final Terms terms;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Runnable closing = () -> {};
    // guarded by the lock
    private boolean held;
    private long heldUntil;
    private long backUntil;
    private boolean givingUp;
    private boolean closed;
    // for the thread alone
    private long nextRenewal;
    private @Nullable Boolean told;

    /** Begins to ask when it is started. */
    public LeasedTenure(StreamLeases leases, String domain, String holder, Terms terms, LongSupplier nanoTime) {
        this.leases = leases;
        this.domain = domain;
        this.holder = holder;
        this.terms = terms;
        this.nanoTime = nanoTime;
        this.backUntil = nanoTime.getAsLong();
        this.thread = new Thread(this::keep, "xmpp-lease-" + domain);
        thread.setDaemon(true);
    }

    /** Begins. */
    public LeasedTenure start() {
        thread.start();
        return this;
    }

    @Override
    public boolean isHeld() {
        lock.lock();
        try {
            return held && nanoTime.getAsLong() - heldUntil < 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (!isHeld() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean stepBack(Duration pause) {
        lock.lock();
        try {
            held = false;
            givingUp = true;
            backUntil = nanoTime.getAsLong() + pause.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return true;
    }

    @Override
    public void onEnd(Runnable closesStream) {
        closing = closesStream;
    }

    private void keep() {
        try {
            while (rest()) {
                if (isBack()) {
                    ask();
                }
            }
        } catch (InterruptedException stopped) {
            log.debug("{}: the lease is not asked for any more", domain);
        }
        release();
    }

    /** Waits for the next question, or gives up what was stepped back from; false at the end. */
    private boolean rest() throws InterruptedException {
        lock.lock();
        try {
            long end = nanoTime.getAsLong() + pause();
            while (!closed && !givingUp && end - nanoTime.getAsLong() > 0) {
                changed.awaitNanos(end - nanoTime.getAsLong());
            }
            if (closed) {
                return false;
            }
            if (!givingUp) {
                return true;
            }
            givingUp = false;
        } finally {
            lock.unlock();
        }
        release();
        return true;
    }

    /** Not before the first question; after that by whether it is held and by how long it stays so. */
    private long pause() {
        if (told == null) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        if (!held) {
            return terms.poll.toNanos();
        }
        return Math.min(nextRenewal - now, heldUntil - now);
    }

    private boolean isBack() {
        lock.lock();
        try {
            return nanoTime.getAsLong() - backUntil >= 0;
        } finally {
            lock.unlock();
        }
    }

    private void ask() throws InterruptedException {
        long before = nanoTime.getAsLong();
        Boolean taken = answer(patience(before));
        if (taken == null) {
            unanswered();
        } else if (taken) {
            gained(before);
        } else {
            ended("another process has it");
        }
    }

    /** Nobody waits for an answer beyond the moment at which the stream must be closed. */
    private long patience(long now) {
        lock.lock();
        try {
            long longest = terms.poll.toNanos();
            return held ? Math.max(0, Math.min(longest, heldUntil - now)) : longest;
        } finally {
            lock.unlock();
        }
    }

    /** Null where the catalog says nothing. */
    private @Nullable Boolean answer(long patience) throws InterruptedException {
        try {
            return leases.take(domain, holder, terms.length).get(patience, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("{}: the catalog does not tell who has the lease: {}", domain, String.valueOf(e.getCause()));
            return null;
        }
    }

    private void gained(long before) {
        lock.lock();
        try {
            heldUntil = before + terms.length.minus(terms.reserve).toNanos();
            nextRenewal = before + terms.renewal.toNanos();
            held = !givingUp && !closed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!Boolean.TRUE.equals(told)) {
            log.info("{}: this process holds the lease of the stream", domain);
        }
        told = true;
    }

    private void unanswered() {
        lock.lock();
        try {
            nextRenewal = nanoTime.getAsLong() + terms.poll.toNanos();
        } finally {
            lock.unlock();
        }
        if (!isHeld()) {
            ended("the catalog does not answer");
        }
    }

    private void ended(String why) {
        boolean was;
        lock.lock();
        try {
            was = held;
            held = false;
        } finally {
            lock.unlock();
        }
        if (was) {
            log.warn("{}: this process holds the lease of the stream no more: {}", domain, why);
            closing.run();
        } else if (!Boolean.FALSE.equals(told)) {
            log.info("{}: this process stands by: {}", domain, why);
        }
        told = false;
    }

    private void release() {
        try {
            leases.release(domain, holder).get(terms.reserve.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("{}: the lease was not given back, and ends by itself: {}", domain, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the lease back, so that another process connects at once; the stream must be closed by then. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            held = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(terms.poll.plus(terms.reserve).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
