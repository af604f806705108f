package im.sidestream.blob.s3;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs calls that block on the threads that are for them. A future that fails has the {@link IOException} as its cause.
 *
 * @param threads bounded
 */
record Calls(Executor threads) {
    /** A call to the bucket. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    <T> CompletableFuture<T> run(Call<T> call) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return call.run();
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IOException("the store is being closed", e));
        }
    }

    CompletableFuture<Void> act(Action action) {
        return run(() -> {
                    action.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    /** Returns what a future failed with. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
