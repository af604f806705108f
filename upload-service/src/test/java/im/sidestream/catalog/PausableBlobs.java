package im.sidestream.catalog;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** Blobs that stand still while somebody looks at the disk. */
final class PausableBlobs implements BlobStore {
    private final BlobStore blobs;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    PausableBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Lets nothing be written or removed meanwhile. */
    void paused(DiskWork look) throws IOException {
        gate.writeLock().lock();
        try {
            look.run();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void during(DiskWork work) throws IOException {
        gate.readLock().lock();
        try {
            work.run();
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public BlobWriter create(BlobKey key) throws IOException {
        gate.readLock().lock();
        try {
            return new Writer(blobs.create(key));
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public Blob open(BlobKey key) throws IOException {
        return blobs.open(key);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        during(() -> blobs.delete(key));
    }

    @Override
    public void list(Consumer<BlobKey> visitor) throws IOException {
        blobs.list(visitor);
    }

    @Override
    public Optional<String> storeId() throws IOException {
        return blobs.storeId();
    }

    @Override
    public void adopt(String storeId) throws IOException {
        during(() -> blobs.adopt(storeId));
    }

    @Override
    public long freeBytes() throws IOException {
        return blobs.freeBytes();
    }

    @Override
    public void close() {
        blobs.close();
    }

    /** What touches the disk. */
    interface DiskWork {
        void run() throws IOException;
    }

    private final class Writer implements BlobWriter {
        private final BlobWriter writer;

        Writer(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            during(() -> writer.write(bytes));
        }

        @Override
        public CompletableFuture<Void> publish() {
            gate.readLock().lock();
            try {
                return writer.publish();
            } finally {
                gate.readLock().unlock();
            }
        }

        @Override
        public void abort() {
            gate.readLock().lock();
            try {
                writer.abort();
            } finally {
                gate.readLock().unlock();
            }
        }
    }
}
