package im.sidestream.blob.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobStoreContract;
import im.sidestream.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Objects keep the contract of blobs. */
final class S3BlobStoreTest implements BlobStoreContract {
    private static ProxiedBucket service;

    @TempDir
    private Path spool;

    private S3BlobStore store;

    @BeforeAll
    static void start() throws Exception {
        service = new ProxiedBucket();
    }

    @AfterAll
    static void stop() throws Exception {
        service.stop();
    }

    @BeforeEach
    void open() throws IOException {
        store = new S3BlobStore(
                service.fresh(), spool, Executors.newFixedThreadPool(4), Executors.newFixedThreadPool(4));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public BlobStore store() {
        return store;
    }

    @Override
    public BlobWriter unfinished(BlobKey key) throws IOException {
        return sentInPart(store, key);
    }

    /** What had not been asked for is gone, and nothing else is read in its place. */
    @Override
    public String readDeleted(Blob blob) {
        assertThatThrownBy(() -> blob.read(ByteBuffer.allocate(3), 0)).isInstanceOf(NoSuchFileException.class);
        return "one";
    }

    /** Returns a writer of which one part was sent. */
    static BlobWriter sentInPart(BlobStore store, BlobKey key) throws IOException {
        BlobWriter writer = store.create(key);
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 17; i++) {
            writer.write(block.clear());
        }
        writer.room().join();
        return writer;
    }
}
