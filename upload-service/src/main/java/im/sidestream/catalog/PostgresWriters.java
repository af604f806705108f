package im.sidestream.catalog;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that make changes, each change in a transaction of its own on any connection; those that one thread asks for in
 * their order. The server commits together what comes at once, so no batches are made here: they would hold the rows of
 * many owners until the last of them is done.
 */
final class PostgresWriters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresWriters.class);

    private static final Duration BREATH = Duration.ofSeconds(2);
    private static final int MOST_ATTEMPTS = 6;
    private static final int LONGEST_PAUSE_MILLIS = 40;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final PostgresPool pool;
    private final PostgresFaults faults;
    private final Tuning tuning;
    private final ExecutorService threads;
    private final ThreadLocal<Lane> lanes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder changes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile boolean closing;

    /** Wires as many threads as may make changes at once. */
    PostgresWriters(PostgresPool pool, PostgresFaults faults, Tuning tuning, int count) {
        this.pool = pool;
        this.faults = faults;
        this.tuning = tuning;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(
                count, task -> new Thread(task, "catalog-writer-" + number.incrementAndGet()));
        lanes = ThreadLocal.withInitial(() -> new Lane(threads));
    }

    /** Queues work that begins something new; it is refused with {@link Reason#UNAVAILABLE} while too much waits. */
    <T> CompletableFuture<T> begin(boolean single, Changes.Change<Statements, T> change) {
        if (waiting.get() >= tuning.backlog()) {
            Instant again = faults.clock().instant().plus(BREATH);
            return CompletableFuture.failedFuture(
                    Refusal.until(again, Reason.UNAVAILABLE, "The service is busy; try again in a moment."));
        }
        return submit(false, single, change);
    }

    /** Queues work that ends something. */
    <T> CompletableFuture<T> submit(boolean durable, Changes.Change<Statements, T> change) {
        return submit(durable, false, change);
    }

    /** Queues work, which is a transaction by itself where it is a single statement. */
    <T> CompletableFuture<T> submit(boolean durable, boolean single, Changes.Change<Statements, T> change) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (closing) {
            future.completeExceptionally(closed());
            return future;
        }
        waiting.incrementAndGet();
        Runnable work = () -> {
            Outcome<T> outcome = outcome(durable, single, change);
            waiting.decrementAndGet();
            answer(() -> outcome.tell(future));
        };
        try {
            lanes.get().add(work);
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            future.completeExceptionally(closed());
        }
        return future;
    }

    /** Returns what waits, and what was done. */
    CatalogLoad load() {
        return pool.load(waiting.get(), changes.sum(), failures.sum());
    }

    private CatalogException closed() {
        return new CatalogException("the catalog " + faults.name() + " is closed", null);
    }

    private <T> Outcome<T> outcome(boolean durable, boolean single, Changes.Change<Statements, T> change) {
        try {
            Outcome<T> made = new Outcome<>(make(durable, single, change), null);
            changes.increment();
            return made;
        } catch (SQLException e) {
            failures.increment();
            return new Outcome<>(null, faults.translate(e));
        } catch (Refusal | RuntimeException | Error e) {
            return new Outcome<>(null, e);
        }
    }

    /** Makes it once more where it lost against another transaction, which nothing was seen of. */
    private <T> @Nullable T make(boolean durable, boolean single, Changes.Change<Statements, T> change)
            throws SQLException, Refusal {
        for (int attempt = 1; ; attempt++) {
            try {
                return pool.use(session -> session.change(durable, single, change));
            } catch (SQLException e) {
                if (attempt == MOST_ATTEMPTS || !PostgresFaults.isRepeatable(e) || !pause()) {
                    throw e;
                }
                log.debug("a change of the catalog is made once more: {}", e.getMessage());
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void answer(Runnable answer) {
        try {
            tuning.completions().execute(answer);
        } catch (RejectedExecutionException e) {
            answer.run();
        }
    }

    /** Returns the way to changes that are made by some of the statements. */
    <S> Changes<S> on(Function<Statements, S> statements) {
        return new Changes<>() {
            @Override
            public <T> CompletableFuture<T> submit(boolean durable, Change<S, T> change) {
                return PostgresWriters.this.submit(durable, false, all -> change.run(statements.apply(all)));
            }

            @Override
            public <T> CompletableFuture<T> submitSingle(boolean durable, Change<S, T> change) {
                return PostgresWriters.this.submit(durable, true, all -> change.run(statements.apply(all)));
            }
        };
    }

    /** Makes what waits, refuses what comes, and returns when nothing is under way. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        long end = System.nanoTime() + LONGEST_CLOSE.toNanos();
        while (waiting.get() > 0 && System.nanoTime() < end && !interrupted) {
            interrupted = !pause();
        }
        threads.shutdown();
        try {
            if (!interrupted && !threads.awaitTermination(1, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {
        void tell(CompletableFuture<T> future) {
            if (failure == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(failure);
            }
        }
    }
}
