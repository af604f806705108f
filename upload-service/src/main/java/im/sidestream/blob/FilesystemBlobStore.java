package im.sidestream.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Blobs as files below one directory: {@code blobs/<directory>/<name>}, and the file {@code store-id} beside it.
 *
 * <p>With {@code sync} a blob is published when its file and its directory are on the disk; one sync of a directory
 * serves all blobs that waited for it.
 */
public final class FilesystemBlobStore implements BlobStore {
    private static final String BLOBS = "blobs";
    private static final String STORE_ID = "store-id";

    private final Path root;
    private final Path blobs;
    private final boolean sync;
    private final ExecutorService threads;
    private final Disk disk;
    private final DirectorySync directorySync;
    private final Set<Path> known = ConcurrentHashMap.newKeySet();

    /**
     * Opens the store in {@code root}, which is created if it is missing.
     *
     * @param sync whether publishing waits for the disk
     * @param threads run what blocks on the disk; closed with the store
     */
    public FilesystemBlobStore(Path root, boolean sync, ExecutorService threads) throws IOException {
        this(root, sync, threads, Disk.REAL);
    }

    FilesystemBlobStore(Path root, boolean sync, ExecutorService threads, Disk disk) throws IOException {
        this.root = root;
        this.blobs = root.resolve(BLOBS);
        this.sync = sync;
        this.threads = threads;
        this.disk = disk;
        this.directorySync = new DirectorySync(threads, disk);
        Files.createDirectories(blobs);
    }

    @Override
    public BlobWriter create(BlobKey key) throws IOException {
        Path directory = directory(key);
        Path file = directory.resolve(key.name());
        FileChannel channel;
        try {
            channel = openNew(file);
        } catch (NoSuchFileException e) {
            // the sweep removed the empty directory after it was known
            known.remove(directory);
            channel = openNew(directory(key).resolve(key.name()));
        }
        return sync ? new SyncedFileWriter(file, channel, threads, disk, directorySync) : new FileWriter(file, channel);
    }

    private static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private Path directory(BlobKey key) throws IOException {
        Path directory = blobs.resolve(key.directory());
        if (!known.contains(directory)) {
            createDirectory(directory);
            known.add(directory);
        }
        return directory;
    }

    private void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (sync) {
            disk.forceDirectory(blobs);
        }
    }

    @Override
    public Blob open(BlobKey key) throws IOException {
        Path file = blobs.resolve(key.directory()).resolve(key.name());
        try {
            return new FileBlob(FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        }
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    private static NoSuchFileException missing(BlobKey key, Throwable cause) {
        NoSuchFileException missing = new NoSuchFileException(key.toString());
        missing.initCause(cause);
        return missing;
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Files.deleteIfExists(blobs.resolve(key.directory()).resolve(key.name()));
    }

    @Override
    public void list(Consumer<BlobKey> visitor) throws IOException {
        try (Stream<Path> directories = Files.list(blobs)) {
            for (Path directory : (Iterable<Path>) directories::iterator) {
                listDirectory(directory, visitor);
            }
        }
    }

    private static void listDirectory(Path directory, Consumer<BlobKey> visitor) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            String parent = directory.getFileName().toString();
            files.forEach(file ->
                    visitor.accept(new BlobKey(parent, file.getFileName().toString())));
        }
    }

    @Override
    public Optional<String> storeId() throws IOException {
        Path file = root.resolve(STORE_ID);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Of several processes that give an id at once, the first one does: the name is a link, which is made once. */
    @Override
    public void adopt(String storeId) throws IOException {
        Path fresh = Files.createTempFile(root, STORE_ID, ".new");
        try {
            Files.writeString(
                    fresh,
                    storeId + "\n",
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            link(fresh, root.resolve(STORE_ID));
        } finally {
            Files.deleteIfExists(fresh);
        }
        disk.forceDirectory(root);
    }

    private static void link(Path fresh, Path file) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // a file system without links is not one that several machines share
            Files.move(fresh, file);
        }
    }

    @Override
    public long freeBytes() throws IOException {
        // asked of the system itself: a FileStore is looked up among the mounts, where a chroot's root may not be
        long free = root.toFile().getUsableSpace();
        if (free == 0 && !Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString());
        }
        return free;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
