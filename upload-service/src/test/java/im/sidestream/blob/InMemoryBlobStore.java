package im.sidestream.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store in memory, which can be told to be full when a blob is to be published. */
public final class InMemoryBlobStore implements BlobStore {
    private final Map<BlobKey, byte[]> blobs = new ConcurrentHashMap<>();
    private volatile boolean full;
    private volatile @Nullable String id;

    /** Lets publishing fail for want of room, or work again. */
    public void full(boolean now) {
        full = now;
    }

    @Override
    public BlobWriter create(BlobKey key) throws IOException {
        if (blobs.putIfAbsent(key, new byte[0]) != null) {
            throw new FileAlreadyExistsException(key.toString());
        }
        return new Writer(key);
    }

    @Override
    public Blob open(BlobKey key) throws IOException {
        byte[] bytes = blobs.get(key);
        if (bytes == null) {
            throw new NoSuchFileException(key.toString());
        }
        return new Bytes(bytes);
    }

    @Override
    public void delete(BlobKey key) {
        blobs.remove(key);
    }

    @Override
    public void list(Consumer<BlobKey> visitor) {
        blobs.keySet().forEach(visitor);
    }

    @Override
    public Optional<String> storeId() {
        return Optional.ofNullable(id);
    }

    @Override
    public void adopt(String storeId) {
        id = storeId;
    }

    @Override
    public long freeBytes() {
        return full ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void close() {}

    private final class Writer implements BlobWriter {
        private final BlobKey key;

        Writer(BlobKey key) {
            this.key = key;
        }

        @Override
        public void write(ByteBuffer bytes) {
            blobs.compute(key, (k, before) -> {
                byte[] old = before == null ? new byte[0] : before;
                ByteBuffer grown = ByteBuffer.allocate(old.length + bytes.remaining());
                return grown.put(old).put(bytes).array();
            });
        }

        @Override
        public CompletableFuture<Void> publish() {
            return full
                    ? CompletableFuture.failedFuture(new IOException("no space left on device"))
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public void abort() {
            blobs.remove(key);
        }
    }

    private static final class Bytes implements Blob {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(target.remaining(), bytes.length - (int) position);
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            if (position >= bytes.length) {
                throw new EOFException();
            }
            int some = (int) Math.min(count, bytes.length - position);
            return target.write(ByteBuffer.wrap(bytes, (int) position, some));
        }

        @Override
        public void close() {}
    }
}
