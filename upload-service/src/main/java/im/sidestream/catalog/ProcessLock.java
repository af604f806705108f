package im.sidestream.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process away from the database. The operating system ends the lock with its process, however that ends,
 * so the file itself means nothing and is left behind.
 */
final class ProcessLock implements AutoCloseable {
    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock beside {@code database}.
     *
     * @throws CatalogException where another process has it, or the directory cannot be written
     */
    static ProcessLock take(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        try {
            return lock(database, file);
        } catch (IOException e) {
            throw new CatalogException("the lock " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static ProcessLock lock(Path database, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = isLocked(channel);
            if (!locked) {
                throw new CatalogException(
                        "the catalog " + database + " is in use by process "
                                + Files.readString(file).strip() + "; SQLite serves one process (lock " + file + ")",
                        null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new ProcessLock(channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CatalogException("the catalog's lock cannot be given back", e);
        }
    }
}
