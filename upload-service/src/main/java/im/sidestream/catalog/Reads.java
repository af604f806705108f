package im.sidestream.catalog;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** The way to what only looks, on the thread that asks. */
interface Reads {
    /** Runs the query now; the future is complete when this returns. */
    <T> CompletableFuture<T> read(Query<T> query);

    /** What to ask a reader. */
    interface Query<T> {
        T run(Reader reader) throws SQLException;
    }
}
