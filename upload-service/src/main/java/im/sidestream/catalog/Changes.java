package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way to changes of one kind, whatever database makes them and on whatever connection.
 *
 * @param <S> the statements that such a change is made of
 */
interface Changes<S> {
    /** Makes a change in a transaction, which is on the disk before its future completes if {@code durable}. */
    <T> CompletableFuture<T> submit(boolean durable, Change<S, T> change);

    /** Makes a change that changes rows by one statement alone. */
    <T> CompletableFuture<T> submitSingle(boolean durable, Change<S, T> change);

    /** A change inside a transaction: statements alone, nothing that could not be repeated. */
    interface Change<S, T> {
        @Nullable
        T run(S statements) throws SQLException, Refusal;
    }
}
