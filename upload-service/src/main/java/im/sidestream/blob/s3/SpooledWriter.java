package im.sidestream.blob.s3;

import im.sidestream.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a blob into files of the spool, each of which is sent whole, and again where that fails. What fits into one is an
 * object by one request; a longer blob is sent in parts, two at a time, and becomes an object when the last one is there.
 */
final class SpooledWriter implements BlobWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledWriter.class);

    private final String key;
    private final long piece;
    private final S3Bucket bucket;
    private final Spool spool;
    private final Calls calls;
    /** By it the writer knows an object as its own: only the parts that it sent can have made it. */
    private final Map<String, String> mark = Map.of("sending", UUID.randomUUID().toString());

    private final List<CompletableFuture<String>> parts = new ArrayList<>();
    private @Nullable SpoolFile filling;
    private @Nullable CompletableFuture<String> sending;
    private @Nullable CompletableFuture<Void> published;
    private long size;
    private boolean aborted;

    /**
     * Begins a blob; nothing is sent yet.
     *
     * @param piece bytes that are sent at a time
     */
    SpooledWriter(String key, long piece, S3Bucket bucket, Spool spool, Calls calls) throws IOException {
        this.key = key;
        this.piece = piece;
        this.bucket = bucket;
        this.spool = spool;
        this.calls = calls;
        this.filling = spool.file(piece);
    }

    @Override
    public synchronized void write(ByteBuffer bytes) throws IOException {
        requireSent();
        while (bytes.hasRemaining()) {
            SpoolFile file = filling;
            if (file == null) {
                throw new IOException("this blob has ended");
            }
            if (file.isFull()) {
                send(file);
                file = spool.file(piece);
                filling = file;
            }
            int before = bytes.remaining();
            file.write(bytes);
            size += before - bytes.remaining();
        }
    }

    /** A part that cannot be sent is told with the next bytes, so that nobody goes on for nothing. */
    private void requireSent() throws IOException {
        for (CompletableFuture<String> part : parts) {
            if (part.isCompletedExceptionally()) {
                try {
                    part.join();
                } catch (CompletionException e) {
                    throw Calls.cause(e) instanceof IOException failure ? failure : new IOException(e);
                }
            }
        }
    }

    private void send(SpoolFile file) throws IOException {
        filling = null;
        file.end();
        CompletableFuture<String> begun = sending;
        if (begun == null) {
            begun = calls.run(() -> bucket.begin(key, mark));
            sending = begun;
        }
        int number = parts.size() + 1;
        parts.add(begun.thenCompose(id -> calls.run(() -> bucket.send(key, id, number, file.path(), file.size())))
                .whenComplete((tag, failure) -> file.remove()));
    }

    @Override
    public synchronized CompletableFuture<Void> room() {
        return parts.size() < 2 ? READY : parts.get(parts.size() - 2).handle((tag, failure) -> null);
    }

    @Override
    public synchronized CompletableFuture<Void> publish() {
        SpoolFile last = filling;
        if (last == null || published != null) {
            return CompletableFuture.failedFuture(new IOException("this blob has ended"));
        }
        try {
            CompletableFuture<Void> ending = sending == null ? publishWhole(last) : publishParts(last);
            published = ending;
            return ending;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> publishWhole(SpoolFile file) throws IOException {
        file.end();
        return calls.act(() -> {
                    Map<String, String> digest = Map.of("sha256", file.digest());
                    try {
                        bucket.put(key, file.path(), file.size(), digest);
                    } catch (FileAlreadyExistsException e) {
                        requireOurs(digest, e);
                    }
                })
                .whenComplete((done, failure) -> file.remove());
    }

    private CompletableFuture<Void> publishParts(SpoolFile last) throws IOException {
        send(last);
        CompletableFuture<String> begun = CompletableFuture.completedFuture("");
        if (sending != null) {
            begun = sending;
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenCombine(begun, (sent, id) -> id)
                .thenCompose(id -> calls.act(() -> complete(id)));
    }

    private void complete(String id) throws IOException {
        try {
            bucket.complete(key, id, parts.stream().map(CompletableFuture::join).toList());
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            requireOurs(mark, e);
        }
    }

    /** A request whose answer was lost is sent again, and then meets what it made itself. */
    private void requireOurs(Map<String, String> own, IOException otherwise) throws IOException {
        S3Bucket.Found found = bucket.find(key);
        if (found.size() != size || !found.marks().entrySet().containsAll(own.entrySet())) {
            throw otherwise;
        }
    }

    @Override
    public synchronized void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        SpoolFile unfinished = filling;
        filling = null;
        if (unfinished != null && published == null) {
            unfinished.remove();
        }
        CompletableFuture<?> settled = CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
        CompletableFuture<String> begun = sending;
        CompletableFuture<Void> made = published;
        if (begun != null) {
            var unused = settled.handle((sent, failure) -> null)
                    .thenCompose(sent -> begun)
                    .thenCompose(id -> calls.act(() -> drop(id)))
                    .exceptionally(this::left);
        }
        if (made != null) {
            var unused = made.handle((done, failure) -> null)
                    .thenCompose(done -> calls.act(() -> bucket.delete(key)))
                    .exceptionally(this::left);
        }
    }

    private void drop(String id) throws IOException {
        try {
            bucket.drop(key, id);
        } catch (NoSuchFileException e) {
            // it became an object, which is deleted by itself, or never was more than a name
        }
    }

    private @Nullable Void left(Throwable failure) {
        // the sweep finds it: nothing names this blob
        LOG.warn(
                "{}: what a broken upload sent stays until the next sweep: {}",
                key,
                Calls.cause(failure).toString());
        return null;
    }
}
