package im.sidestream.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files keep the contract, and a blob that counts as published is on the disk, bytes and name. */
final class FilesystemBlobStoreTest implements BlobStoreContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    private final RecordingDisk disk = new RecordingDisk();
    private FilesystemBlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FilesystemBlobStore(root, true, Executors.newFixedThreadPool(4), disk);
    }

    @AfterEach
    void close() {
        disk.directories.countDown();
        store.close();
    }

    @Override
    public BlobStore store() {
        return store;
    }

    private BlobWriter written(String name) throws IOException {
        BlobWriter writer = store.create(new BlobKey(KEY.directory(), name));
        writer.write(ByteBuffer.wrap(new byte[5]));
        return writer;
    }

    @Test
    void aNewDirectoryIsNamedOnTheDiskBeforeItsFirstBlob() throws IOException {
        written("a.1");
        written("b.1");

        assertThat(disk.forced).containsExactly("blobs");
    }

    @Test
    void publishingForcesTheFileAndThenItsDirectory() throws IOException {
        BlobWriter writer = written("a.1");
        disk.forced.clear();

        assertThat(writer.publish()).succeedsWithin(PATIENCE);

        assertThat(disk.forced).containsExactly("a.1", KEY.directory());
    }

    @Test
    void aBlobIsNotPublishedBeforeItsNameIsOnTheDisk() throws Exception {
        BlobWriter writer = written("a.1");
        disk.hold();

        CompletableFuture<Void> published = writer.publish();

        assertThat(disk.reached.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(published).isNotDone();
        disk.directories.countDown();
        assertThat(published).succeedsWithin(PATIENCE);
    }

    @Test
    void whoeverComesWhileADirectoryIsForcedSharesTheNextOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        DirectorySync sync = new DirectorySync(threads, disk);
        disk.hold();
        CompletableFuture<Void> first = sync.sync(root);
        assertThat(disk.reached.await(30, TimeUnit.SECONDS)).isTrue();

        List<CompletableFuture<Void>> others = List.of(sync.sync(root), sync.sync(root), sync.sync(root));
        assertThat(others).noneMatch(CompletableFuture::isDone);
        disk.directories.countDown();

        assertThat(first).succeedsWithin(PATIENCE);
        assertThat(others).allSatisfy(other -> assertThat(other).succeedsWithin(PATIENCE));
        assertThat(disk.forced).hasSize(2);
        threads.shutdown();
    }

    @Test
    void aFileThatCannotBeForcedIsNotPublished() throws IOException {
        BlobWriter writer = written("a.1");
        disk.broken = true;

        assertThat(writer.publish())
                .failsWithin(PATIENCE)
                .withThrowableOfType(Exception.class)
                .withRootCauseInstanceOf(IOException.class);
    }

    @Test
    void withoutSyncNothingIsForced() throws IOException {
        FilesystemBlobStore careless = new FilesystemBlobStore(root, false, Executors.newSingleThreadExecutor(), disk);

        careless.create(KEY).publish().join();
        careless.close();

        assertThat(disk.forced).isEmpty();
    }

    @Test
    void aDirectoryThatWasRemovedIsMadeAgain() throws IOException {
        written("a.1").abort();
        Files.delete(root.resolve("blobs").resolve(KEY.directory()));

        assertThat(written("b.1").publish()).succeedsWithin(PATIENCE);
    }

    @Test
    void theRealDiskForcesFilesAndDirectories() throws IOException {
        Path file = Files.write(root.resolve("file"), new byte[5]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Disk.REAL.forceFile(file, channel);
        }
        Disk.REAL.forceDirectory(root);
    }

    /** Remembers what was forced, and may hold up directories or fail. */
    private static final class RecordingDisk implements Disk {
        private final List<String> forced = new CopyOnWriteArrayList<>();
        private final CountDownLatch directories = new CountDownLatch(1);
        private final CountDownLatch reached = new CountDownLatch(1);
        private volatile boolean holding;
        private volatile boolean broken;

        void hold() {
            holding = true;
        }

        @Override
        public void forceFile(Path file, FileChannel channel) throws IOException {
            if (broken) {
                throw new IOException("the disk is broken");
            }
            assertThat(channel.isOpen()).isTrue();
            forced.add(file.getFileName().toString());
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            if (holding) {
                reached.countDown();
                waitForRelease();
            }
            forced.add(directory.getFileName().toString());
        }

        private void waitForRelease() throws IOException {
            try {
                directories.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** House plan §4.15: processes that start with an empty store at once agree on its id. */
    @RepeatedTest(20)
    void ofManyThatNameTheStoreAtOnceOneDoes() throws Exception {
        ExecutorService racers = Executors.newFixedThreadPool(6);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> names = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String id = "store-" + i;
            names.add(CompletableFuture.supplyAsync(() -> isAdopted(go, id), racers));
        }
        go.countDown();
        int winner = -1;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).get(30, TimeUnit.SECONDS)) {
                assertThat(winner).isEqualTo(-1);
                winner = i;
            }
        }
        racers.shutdown();
        assertThat(store().storeId()).contains("store-" + winner);
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left.filter(file -> file.toString().endsWith(".new"))).isEmpty();
        }
    }

    private boolean isAdopted(CountDownLatch go, String id) {
        try {
            go.await();
            store().adopt(id);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
