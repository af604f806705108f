package im.sidestream.catalog;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: a thread that takes whatever changes wait, at most a batch of them, and commits them together. Nobody
 * is made to wait for company: a lone change is committed at once, and batches grow only while a commit is running. A
 * change that meets nobody and need not wait for the disk is committed by whoever brings it: two changes of thread would
 * take longer than the commit.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /** A full queue is worked off in less. */
    private static final Duration BREATH = Duration.ofSeconds(2);

    private final Transaction transaction;
    private final Faults faults;
    private final InstantSource clock;
    private final Tuning tuning;
    private final Thread thread = new Thread(this::loop, "catalog-writer");
    private final LinkedBlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
    private final ReentrantLock committing = new ReentrantLock();

    /** Changes that were queued and are not committed: nothing may overtake them. */
    private final AtomicInteger unsettled = new AtomicInteger();

    private final Job<Void> last = new Job<>(false, true, () -> null);

    private final LongAdder changes = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable String problem;

    GroupCommit(Transaction transaction, Faults faults, Tuning tuning, InstantSource clock) {
        this.clock = clock;
        this.transaction = transaction;
        this.faults = faults;
        this.tuning = tuning;
    }

    void start() {
        thread.start();
    }

    /**
     * Queues work that begins something new; it is refused with {@link Reason#UNAVAILABLE} while too much waits. Work
     * that ends something is never refused, and there is no more of it than of what began.
     */
    <T> CompletableFuture<T> begin(Job.Work<T> work) {
        return isBusy() ? busy() : add(new Job<>(false, false, work));
    }

    /** Queues work that begins something new by one statement. */
    <T> CompletableFuture<T> beginSingle(Job.Work<T> work) {
        return isBusy() ? busy() : add(new Job<>(false, true, work));
    }

    /** Queues work, which is on the disk before its future completes if {@code durable}. */
    <T> CompletableFuture<T> submit(boolean durable, Job.Work<T> work) {
        return add(new Job<>(durable, false, work));
    }

    /** Queues work that is one statement. */
    <T> CompletableFuture<T> submitSingle(boolean durable, Job.Work<T> work) {
        return add(new Job<>(durable, true, work));
    }

    /** Returns the way to changes that are made by {@code statements}. */
    <S> Changes<S> on(S statements) {
        return new Changes<>() {
            @Override
            public <T> CompletableFuture<T> submit(boolean durable, Change<S, T> change) {
                return GroupCommit.this.submit(durable, () -> change.run(statements));
            }

            @Override
            public <T> CompletableFuture<T> submitSingle(boolean durable, Change<S, T> change) {
                return GroupCommit.this.submitSingle(durable, () -> change.run(statements));
            }
        };
    }

    private boolean isBusy() {
        return unsettled.get() >= tuning.backlog();
    }

    private <T> CompletableFuture<T> busy() {
        Instant again = clock.instant().plus(BREATH);
        return CompletableFuture.failedFuture(
                Refusal.until(again, Reason.UNAVAILABLE, "The service is busy; try again in a moment."));
    }

    private <T> CompletableFuture<T> add(Job<T> job) {
        if (closing) {
            job.fail(closed());
            job.run();
            return job.future();
        }
        if (!commitHere(job)) {
            unsettled.incrementAndGet();
            queue.add(job);
            if (ended) {
                failLeftovers();
            }
        }
        return job.future();
    }

    /** Commits a change on the thread that brings it, if nothing is before it. Returns whether it did. */
    private boolean commitHere(Job<?> job) {
        if (transaction.waitsForDisk(job.durable()) || unsettled.get() > 0 || !committing.tryLock()) {
            return false;
        }
        try {
            if (ended) {
                return false;
            }
            commit(List.of(job));
        } finally {
            committing.unlock();
        }
        job.run();
        return true;
    }

    /** Returns what was wrong with the last commit, or null. */
    @Nullable
    String problem() {
        return ended ? "the catalog's writer has ended" : problem;
    }

    /** Returns what waits, and what was done, over the connections of {@code readers}. */
    CatalogLoad load(Readers readers) {
        return new CatalogLoad(
                unsettled.get(),
                changes.sum(),
                commits.sum(),
                failures.sum(),
                readers.count(),
                readers.idle(),
                readers.waiting(),
                0);
    }

    private void loop() {
        List<Job<?>> batch = new ArrayList<>(tuning.batch());
        try {
            while (commitWaiting(batch)) {
                deliver(batch);
                batch.clear();
            }
            deliver(batch);
            batch.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.error("the catalog's writer ends; nothing can be changed any more", e);
        } finally {
            end();
            queue.addAll(batch);
            failLeftovers();
        }
    }

    /** Commits what waits, into {@code batch}, once something does; what came while another committed is of the same batch. */
    private boolean commitWaiting(List<Job<?>> batch) throws InterruptedException {
        batch.add(queue.take());
        committing.lock();
        try {
            queue.drainTo(batch, tuning.batch() - 1);
            boolean more = !batch.remove(last);
            commit(batch);
            unsettled.addAndGet(-batch.size());
            return more;
        } finally {
            committing.unlock();
        }
    }

    private void end() {
        committing.lock();
        try {
            ended = true;
        } finally {
            committing.unlock();
        }
    }

    /** Commits jobs together; where that breaks, each alone, so that only the one at fault fails. */
    private void commit(List<Job<?>> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        boolean durable = jobs.stream().anyMatch(Job::durable);
        try {
            transaction.run(jobs, durable, faults);
            problem = null;
        } catch (SQLException | RuntimeException | Error e) {
            transaction.undo();
            broke(jobs, e);
            return;
        }
        tell(jobs.size(), durable);
    }

    /** What a listener makes of it is no part of the commit. */
    private void tell(int jobs, boolean durable) {
        changes.add(jobs);
        commits.increment();
        try {
            tuning.listener().committed(jobs, durable);
        } catch (RuntimeException | Error e) {
            log.error("the listener of the catalog's commits failed", e);
        }
    }

    private void broke(List<Job<?>> jobs, Throwable cause) {
        if (jobs.size() > 1) {
            jobs.forEach(job -> commit(List.of(job)));
            return;
        }
        failures.increment();
        problem = cause instanceof SQLException e ? faults.broken(e).getMessage() : cause.toString();
        jobs.get(0).fail(cause instanceof SQLException e ? faults.translate(e) : cause);
    }

    private void deliver(List<Job<?>> jobs) {
        for (Job<?> job : jobs) {
            try {
                tuning.completions().execute(job);
            } catch (RejectedExecutionException e) {
                job.run();
            } catch (RuntimeException | Error e) {
                log.error("an answer of the catalog is given by its writer", e);
                job.run();
            }
        }
    }

    private void failLeftovers() {
        for (Job<?> job = queue.poll(); job != null; job = queue.poll()) {
            // not through the job: it may have been delivered, and read by another thread, already
            job.future().completeExceptionally(closed());
        }
    }

    private CatalogException closed() {
        return new CatalogException("the catalog " + faults.file() + " is closed", null);
    }

    /** Commits what waits, refuses what comes, and returns when the writer has ended. */
    @Override
    public void close() {
        closing = true;
        queue.add(last);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
