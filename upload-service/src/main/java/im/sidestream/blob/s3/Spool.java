package im.sidestream.blob.s3;

import im.sidestream.blob.StoreFullException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A directory for bytes that wait to be sent. Each process has a part of its own, which it holds by a lock; parts that
 * nobody holds any more are removed by the next one that comes. Thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final long NEARLY_FULL = 1 << 20;

    private final Path part;
    private final FileChannel lock;
    private final LongSupplier free;
    private final AtomicLong files = new AtomicLong();

    private Spool(Path part, FileChannel lock, LongSupplier free) {
        this.part = part;
        this.lock = lock;
        this.free = free;
    }

    /** Opens a part of its own in {@code directory}, which is for nothing else and is made if it is missing. */
    static Spool open(Path directory) throws IOException {
        return open(directory, directory.toFile()::getUsableSpace);
    }

    /** Opens it on a disk with so many bytes left. */
    static Spool open(Path directory, LongSupplier free) throws IOException {
        Files.createDirectories(directory);
        removeLeft(directory);
        Path part = Files.createDirectory(directory.resolve(UUID.randomUUID().toString()));
        FileChannel lock =
                FileChannel.open(part.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        return new Spool(part, lock, free);
    }

    private static void removeLeft(Path directory) throws IOException {
        for (Path other : inside(directory)) {
            Path held = other.resolve(LOCK);
            try (FileChannel channel = FileChannel.open(held, StandardOpenOption.WRITE)) {
                if (channel.tryLock() != null) {
                    remove(other);
                }
            } catch (NoSuchFileException | OverlappingFileLockException e) {
                // it is being made or removed now, or it is another store's of this very process
            }
        }
    }

    private static void remove(Path part) throws IOException {
        for (Path file : inside(part)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(part);
    }

    private static List<Path> inside(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    /** Begins a file of {@code longest} bytes at most. */
    SpoolFile file(long longest) throws IOException {
        Path file = part.resolve(Long.toString(files.incrementAndGet()));
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new SpoolFile(file, channel, longest, this);
        } catch (IOException e) {
            throw orFull(e);
        }
    }

    /** Tells a full disk from a broken one. */
    IOException orFull(IOException e) {
        return freeBytes() < NEARLY_FULL ? new StoreFullException("the spool " + part.getParent() + " is full", e) : e;
    }

    /** Returns how much more fits, 0 where the directory is gone. */
    long freeBytes() {
        return free.getAsLong();
    }

    @Override
    public void close() {
        try {
            remove(part);
            lock.close();
        } catch (IOException e) {
            // whoever comes next removes it
        }
    }
}
