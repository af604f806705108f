package im.sidestream.blob.s3;

import im.sidestream.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Objects keep the contract of blobs. */
final class S3BlobStoreTest implements S3BlobStoreContract {
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
    public Path spool() {
        return spool;
    }
}
