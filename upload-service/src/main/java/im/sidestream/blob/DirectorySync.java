package im.sidestream.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Syncs directories in groups: whoever asks while a sync runs shares the next one, because the running one may have begun
 * before his file was there.
 */
final class DirectorySync {
    private final Executor threads;
    private final Disk disk;
    private final Set<Path> running = new HashSet<>();
    private final Map<Path, CompletableFuture<Void>> next = new HashMap<>();

    DirectorySync(Executor threads, Disk disk) {
        this.threads = threads;
        this.disk = disk;
    }

    /** Returns a future that completes once all names that are in {@code directory} now are on the disk. */
    synchronized CompletableFuture<Void> sync(Path directory) {
        if (running.contains(directory)) {
            return next.computeIfAbsent(directory, d -> new CompletableFuture<>());
        }
        return start(directory, new CompletableFuture<>());
    }

    private CompletableFuture<Void> start(Path directory, CompletableFuture<Void> result) {
        running.add(directory);
        try {
            threads.execute(() -> run(directory, result));
        } catch (RejectedExecutionException e) {
            running.remove(directory);
            result.completeExceptionally(e);
        }
        return result;
    }

    private void run(Path directory, CompletableFuture<Void> result) {
        try {
            disk.forceDirectory(directory);
            startNext(directory);
            result.complete(null);
        } catch (IOException | RuntimeException e) {
            startNext(directory);
            result.completeExceptionally(e);
        }
    }

    private synchronized void startNext(Path directory) {
        running.remove(directory);
        CompletableFuture<Void> waiting = next.remove(directory);
        if (waiting != null) {
            var unused = start(directory, waiting);
        }
    }
}
