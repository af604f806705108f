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
    private final Executor disk;
    private final DirectorySync directorySync;

    SyncedFileWriter(Path file, FileChannel channel, Executor disk, DirectorySync directorySync) {
        super(file, channel);
        this.parent = file.resolveSibling("");
        this.disk = disk;
        this.directorySync = directorySync;
    }

    @Override
    public CompletableFuture<Void> publish() {
        return CompletableFuture.runAsync(this::forceAndClose, disk).thenCompose(done -> directorySync.sync(parent));
    }

    private void forceAndClose() {
        try (FileChannel closing = channel()) {
            closing.force(false);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
