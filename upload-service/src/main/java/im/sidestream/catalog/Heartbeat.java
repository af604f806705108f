package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database for its time now and then, and so sees the end of an outage when nobody else asks. */
final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final PostgresPool pool;
    private final DatabaseClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "catalog-clock");
        made.setDaemon(true);
        return made;
    });

    Heartbeat(PostgresPool pool, DatabaseClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    void start() {
        Future<?> unused = thread.scheduleWithFixedDelay(this::beat, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            pool.tryToUse(session -> {
                read(clock, session.time());
                return null;
            });
        } catch (SQLException | Refusal | RuntimeException e) {
            log.debug("the catalog's database did not tell its time: {}", e.getMessage());
        }
    }

    static void read(DatabaseClock clock, Prepared time) throws SQLException {
        long before = System.nanoTime();
        long millis = time.first(row -> row.getLong(1)).orElseThrow();
        clock.read(millis, before, System.nanoTime());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
