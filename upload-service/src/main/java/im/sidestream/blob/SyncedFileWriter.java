package im.sidestream.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Writes a blob into a file that is on the disk, name and all, before it counts as published. */
final class SyncedFileWriter extends FileWriter {
    private final Path parent;
    private final Path file;
    private final Executor threads;
    private final Disk disk;
    private final DirectorySync directorySync;

    SyncedFileWriter(Path file, FileChannel channel, Executor threads, Disk disk, DirectorySync directorySync) {
        super(file, channel);
        this.file = file;
        this.parent = file.resolveSibling("");
        this.threads = threads;
        this.disk = disk;
        this.directorySync = directorySync;
    }

    @Override
    public CompletableFuture<Void> publish() {
        return CompletableFuture.runAsync(this::forceAndClose, threads).thenCompose(done -> directorySync.sync(parent));
    }

    private void forceAndClose() {
        try (FileChannel closing = channel()) {
            disk.forceFile(file, closing);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
