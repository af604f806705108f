package im.sidestream.blob.s3;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.blob.SignedLinks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Blobs as objects in one bucket: {@code <prefix>blobs/<directory>/<name>}, and the object {@code store-id} beside them.
 * What is being sent in parts is listed under its key, too, and deleting the key drops it.
 */
public final class S3BlobStore implements BlobStore {
    private static final String BLOBS = "blobs/";
    private static final String STORE_ID = "store-id";
    /** A part of a file, as large as what a kill loses of an upload that can be gone on with. */
    private static final long LEAST_PIECE = 8L << 20;
    /** S3 takes 10,000 parts. */
    private static final int MOST_PIECES = 9000;
    /** Below this the spool counts as full; before, the bucket is what counts, and has no end. */
    private static final long SCARCE = 64L << 20;

    private final S3Settings settings;
    private final S3Bucket bucket;
    private final Spool spool;
    private final ExecutorService writing;
    private final ExecutorService reading;
    private final Reachability reachability;
    private final Map<String, String> sendings = new ConcurrentHashMap<>();

    /**
     * Opens the store; the bucket is not asked yet.
     *
     * @param spool a directory for nothing else
     * @param writing sends; closed with the store
     * @param reading fetches; closed with the store
     */
    public S3BlobStore(S3Settings settings, Path spool, ExecutorService writing, ExecutorService reading)
            throws IOException {
        this.settings = settings;
        this.spool = Spool.open(spool);
        this.reachability = new Reachability(new Calls(writing), System::nanoTime);
        this.bucket = new S3Bucket(settings, reachability::note);
        this.writing = writing;
        this.reading = reading;
    }

    /**
     * Writes, reads, lists and deletes, as a service does.
     *
     * @throws IOException with a line for an operator, for the first of these that fails
     */
    public static void check(S3Settings settings) throws IOException {
        try (S3Bucket bucket = new S3Bucket(settings, failure -> {})) {
            String probe = settings.prefix() + "check-" + UUID.randomUUID();
            bucket.put(probe, "check\n");
            try {
                bucket.text(probe);
                bucket.isEmpty(settings.prefix() + BLOBS);
                bucket.sendings(settings.prefix() + BLOBS, (name, sending) -> {});
            } finally {
                bucket.delete(probe);
            }
        }
    }

    private String name(BlobKey key) {
        return settings.prefix() + BLOBS + key;
    }

    @Override
    public BlobWriter create(BlobKey key) throws IOException {
        return create(key, 0);
    }

    @Override
    public BlobWriter create(BlobKey key, long expected) throws IOException {
        long piece = Math.max(LEAST_PIECE, expected / MOST_PIECES + 1);
        return new SpooledWriter(name(key), piece, bucket, spool, new Calls(writing));
    }

    @Override
    public Blob open(BlobKey key) throws IOException {
        return named(key, () -> S3Blob.open(name(key), bucket));
    }

    @Override
    public Blob open(BlobKey key, long from, long length) throws IOException {
        return named(key, () -> S3Blob.open(name(key), bucket, from, length));
    }

    private static <T> T named(BlobKey key, Calls.Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (NoSuchFileException e) {
            NoSuchFileException missing = new NoSuchFileException(key.toString());
            missing.initCause(e);
            throw missing;
        }
    }

    @Override
    public Executor threads() {
        return reading;
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        String name = name(key);
        bucket.delete(name);
        String sending = sendings.remove(name);
        if (sending != null) {
            drop(name, sending);
        }
    }

    private void drop(String name, String sending) throws IOException {
        try {
            bucket.drop(name, sending);
        } catch (NoSuchFileException e) {
            // it ended meanwhile
        }
    }

    @Override
    public void list(Consumer<BlobKey> visitor) throws IOException {
        String all = settings.prefix() + BLOBS;
        bucket.list(all, name -> key(name).ifPresent(visitor));
        sendings.clear();
        bucket.sendings(
                all,
                (name, sending) -> key(name).ifPresent(key -> {
                    sendings.put(name, sending);
                    visitor.accept(key);
                }));
    }

    /** Returns the blob that an object is; a stranger's is none. */
    private Optional<BlobKey> key(String name) {
        String[] parts =
                name.substring(settings.prefix().length() + BLOBS.length()).split("/", -1);
        try {
            return parts.length == 2 ? Optional.of(new BlobKey(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isEmpty() throws IOException {
        return bucket.isEmpty(settings.prefix() + BLOBS);
    }

    @Override
    public Optional<String> storeId() throws IOException {
        try {
            return Optional.of(bucket.text(settings.prefix() + STORE_ID).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void adopt(String storeId) throws IOException {
        try {
            bucket.put(settings.prefix() + STORE_ID, storeId + "\n");
        } catch (FileAlreadyExistsException e) {
            if (!storeId().equals(Optional.of(storeId))) {
                throw e;
            }
        }
    }

    @Override
    public Optional<SignedLinks> links() {
        return settings.redirect().isZero() ? Optional.empty() : Optional.of(new Links());
    }

    /** A bucket has no end that it tells of; the spool has one, and is told of when it is near. */
    @Override
    public long freeBytes() throws IOException {
        Optional<String> problem = reachability.problem(this::storeId);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        long free = spool.freeBytes();
        return free < SCARCE ? free : Long.MAX_VALUE;
    }

    @Override
    public void close() {
        writing.shutdown();
        reading.shutdown();
        bucket.close();
        spool.close();
    }

    private final class Links implements SignedLinks {
        @Override
        public Duration lifetime() {
            return settings.redirect();
        }

        @Override
        public URI link(BlobKey key, String type, String disposition, Duration lifetime) throws IOException {
            return bucket.sign(name(key), type, disposition, lifetime);
        }
    }
}
