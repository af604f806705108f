package im.sidestream.catalog;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few readers, lent for one query each, on the thread that asks. */
final class Readers implements Reads, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Readers.class);

    private final LinkedBlockingDeque<Reader> idle;
    private final int count;
    private final Faults faults;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    Readers(Collection<Reader> readers, Faults faults) {
        this.idle = new LinkedBlockingDeque<>(readers);
        this.count = readers.size();
        this.faults = faults;
    }

    @Override
    public <T> CompletableFuture<T> read(Query<T> query) {
        try {
            Reader reader = lend();
            try {
                if (closed) {
                    return CompletableFuture.failedFuture(
                            new CatalogException("the catalog " + faults.file() + " is closed", null));
                }
                return CompletableFuture.completedFuture(query.run(reader));
            } finally {
                // the one used last has the warmest cache
                idle.addFirst(reader);
            }
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(faults.broken(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new CatalogException("interrupted while waiting to read", e));
        }
    }

    private Reader lend() throws InterruptedException {
        Reader reader = idle.pollFirst();
        if (reader != null) {
            return reader;
        }
        waiting.incrementAndGet();
        try {
            return idle.takeFirst();
        } finally {
            waiting.decrementAndGet();
        }
    }

    int count() {
        return count;
    }

    int idle() {
        return idle.size();
    }

    /** Returns how many threads wait for a reader. */
    int waiting() {
        return waiting.get();
    }

    /** Ends the connections as soon as the queries that run are done; later ones fail. */
    @Override
    public void close() {
        closed = true;
        try {
            List<Reader> all = new ArrayList<>();
            while (all.size() < count) {
                all.add(idle.takeLast());
            }
            for (Reader reader : all) {
                reader.close();
            }
            idle.addAll(all);
        } catch (SQLException e) {
            log.warn("a connection of the catalog did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
