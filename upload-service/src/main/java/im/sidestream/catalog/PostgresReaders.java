package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Queries, each on a connection of the pool, on the thread that asks. */
record PostgresReaders(PostgresPool pool, PostgresFaults faults) implements Reads {
    @Override
    public <T> CompletableFuture<T> read(Query<T> query) {
        try {
            return CompletableFuture.completedFuture(
                    pool.use(session -> query.run(session.statements().reader())));
        } catch (Refusal | CatalogException e) {
            return CompletableFuture.failedFuture(e);
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(faults.translate(e));
        }
    }
}
