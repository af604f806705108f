package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Slot;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.DownloadCounts;
import im.sidestream.transfer.Downloads;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** House plan §4.16 and §4.18: bodies are remembered within bounds, and never instead of their row. */
final class SmallBodiesTest {
    private static final int SIZE = 4_096;

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final AtomicLong nanos = new AtomicLong(-50);
    private final SmallBodies bodies = new SmallBodies(pool, 2 * SIZE, nanos::get);
    private RunningService service;
    private Downloads downloads;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        downloads = downloads(new FilesystemBlobStore(directory, false, threads));
    }

    private Downloads downloads(BlobStore store) {
        return new Downloads(
                service.catalog,
                store,
                () -> Retention.FOREVER,
                service.clock,
                new DownloadCounts(service.catalog.inventory()));
    }

    @AfterEach
    void stop() {
        service.close();
        threads.shutdownNow();
    }

    @Test
    void aFileThatWasSentLatelyIsNotReadAgainAndEndsWithItsRow() throws Exception {
        byte[] content = UploadTest.random(SIZE);
        Slot slot = stored(content);
        assertThat(get(slot).body()).isEqualTo(content);
        for (Path blob : service.blobs()) {
            Files.delete(blob);
        }
        assertThat(get(slot).body()).isEqualTo(content);
        Reply part = get(slot, "Range: bytes=10-19");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));

        service.catalog
                .delete(slot.id(), new Removal(AuditRecord.Action.OWNER, "alice@example.org"))
                .join();
        Thread.sleep(Downloads.TRUST.toMillis());
        assertThat(get(slot).status()).isEqualTo(410);
    }

    @Test
    void theLeastAskedForMakesRoom() throws Exception {
        Download a = found(stored(UploadTest.random(SIZE)));
        Download b = found(stored(UploadTest.random(SIZE)));
        Download c = found(stored(UploadTest.random(SIZE)));
        bodies.read(a).release();
        bodies.read(b).release();
        assertThat(take(a)).isNotNull();
        bodies.read(c).release();

        assertThat(take(b)).isNull();
        assertThat(take(a)).hasSize(SIZE);
        assertThat(take(c)).hasSize(SIZE);
        assertThat(pool.getLeaks()).as("what is remembered").hasSize(2);
    }

    @Test
    void aBodyThatMakesRoomWhileItIsSentStaysWhole() throws Exception {
        byte[] content = UploadTest.random(SIZE);
        RetainableByteBuffer sent = bodies.read(found(stored(content)));
        for (int i = 0; i < 5; i++) {
            bodies.read(found(stored(UploadTest.random(SIZE)))).release();
        }
        assertThat(bytes(sent)).isEqualTo(content);
        sent.release();
        assertThat(pool.getLeaks()).hasSize(2);
    }

    @Test
    void whatCannotBeReadLeavesNothing() throws Exception {
        Slot slot = stored(UploadTest.random(SIZE));
        Files.write(service.blobs().get(0), new byte[SIZE - 1]);

        assertThatThrownBy(() -> bodies.read(found(slot))).isInstanceOf(EOFException.class);
        assertThat(bodies.find(slot.id())).isNull();
        assertThat(pool.getLeaks()).isEmpty();
    }

    @Test
    void aDiskThatMadeSomebodyWaitIsNotReadByWhoServesOthers() throws Exception {
        Download slow = found(stored(UploadTest.random(SIZE)));
        assertThat(bodies.isNear(slow)).isTrue();
        AtomicLong reads = new AtomicLong();
        SmallBodies onSlowDisk = new SmallBodies(
                pool, SIZE, () -> reads.getAndAdd(Duration.ofMillis(3).toNanos()));
        onSlowDisk.read(slow).release();
        assertThat(onSlowDisk.isNear(slow)).isFalse();
        reads.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(onSlowDisk.isNear(slow)).isTrue();
    }

    @Test
    void anotherMachineIsNotWaitedForByWhoServesOthers() {
        Slot slot = stored(UploadTest.random(SIZE));
        Download far = downloads(new InMemoryBlobStore()).find(slot.id()).join();
        assertThat(bodies.isNear(far)).isFalse();
    }

    private Slot stored(byte[] content) {
        Slot slot = service.slot("a.bin", content.length);
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.put(slot.put(), content.length)
                            .send(content)
                            .reply()
                            .status())
                    .isEqualTo(201);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return slot;
    }

    private Download found(Slot slot) {
        return downloads.find(slot.id()).join();
    }

    private Reply get(Slot slot, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get(), headers).reply();
        }
    }

    private byte @Nullable [] take(Download download) {
        RetainableByteBuffer body = bodies.find(download.upload().id());
        if (body == null) {
            return null;
        }
        byte[] bytes = bytes(body);
        body.release();
        return bytes;
    }

    private static byte[] bytes(RetainableByteBuffer body) {
        ByteBuffer buffer = body.getByteBuffer().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
