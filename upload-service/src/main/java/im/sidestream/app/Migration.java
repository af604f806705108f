package im.sidestream.app;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.StoredBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies all files of a catalog into another store, and gives that one the catalog's id when the last file is there: before
 * that no service takes it for its own. What an earlier run copied is read and compared, not copied again. Nothing is
 * removed from the old store.
 */
final class Migration {
    private static final int STEP = 200;
    private static final int BUFFER = 64 << 10;

    private final Store old;
    private final BlobStore fresh;
    private final Executor threads;
    private final Consumer<String> lines;
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /**
     * Wires it.
     *
     * @param fresh where the files go
     * @param threads copy; as many files at a time
     * @param lines is told what an administrator should know of single files; from any thread
     */
    Migration(Store old, BlobStore fresh, Executor threads, Consumer<String> lines) {
        this.old = old;
        this.fresh = fresh;
        this.threads = threads;
        this.lines = lines;
    }

    /**
     * Copies, and returns what was done in one line.
     *
     * @throws IOException if not all files are in the new store now; it may be called again
     */
    String run() throws IOException {
        String id = old.blobs().storeId().orElseThrow(() -> new IOException("the old store has no id"));
        Optional<String> there = fresh.storeId();
        if (there.isPresent() && !there.get().equals(id)) {
            throw new IOException("the new store belongs to another catalog");
        }
        try {
            copyStored();
            copyUnfinished();
        } catch (CompletionException | UncheckedIOException e) {
            throw broken(e);
        }
        if (there.isEmpty()) {
            fresh.adopt(id);
        }
        return copied + " files copied and compared, " + found + " there already, " + lost
                + " lost or damaged in the old store";
    }

    /** Returns what lies beneath, which is a line for an operator. */
    private static IOException broken(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private void copyStored() {
        SlotId last = null;
        while (true) {
            List<Upload> rows = old.catalog().stored(last, STEP).join();
            if (rows.isEmpty()) {
                return;
            }
            CompletableFuture<?>[] copies = rows.stream()
                    .map(row -> CompletableFuture.runAsync(() -> bring(row), threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(copies).join();
            last = rows.get(rows.size() - 1).id();
        }
    }

    private void bring(Upload row) {
        StoredBytes bytes = StoredBytes.of(row, old.catalog()).join();
        String digest = row.stored() == null ? "" : row.stored().digest().hex();
        try {
            if (digest.equals(digest(fresh, bytes))) {
                found.incrementAndGet();
            } else if (digest.equals(digest(old.blobs(), bytes))) {
                copy(bytes);
                if (!digest.equals(digest(fresh, bytes))) {
                    throw new IOException(row.id() + " is not in the new store what it is in the old one");
                }
                copied.incrementAndGet();
            } else {
                lost.incrementAndGet();
                lines.accept(row.id() + " is lost or damaged in the old store, and stays behind");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the digest of all bytes, or null where some are missing. */
    private static @Nullable String digest(BlobStore store, StoredBytes bytes) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (StoredBytes.Part part : bytes.parts()) {
            try (Blob blob = open(store, part)) {
                long position = 0;
                while (position < part.size()) {
                    int count = blob.read(buffer.clear().limit(limit(part, position)), position);
                    if (count < 0) {
                        return null;
                    }
                    digest.update(buffer.flip());
                    position += count;
                }
            } catch (NoSuchFileException e) {
                return null;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Blob open(BlobStore store, StoredBytes.Part part) throws IOException {
        return part.size() == 0 ? store.open(part.key()) : store.open(part.key(), 0, part.size());
    }

    private static int limit(StoredBytes.Part part, long position) {
        return (int) Math.min(BUFFER, part.size() - position);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void copy(StoredBytes bytes) throws IOException {
        for (StoredBytes.Part part : bytes.parts()) {
            copy(part);
        }
    }

    private void copy(StoredBytes.Part part) throws IOException {
        // what a run left that was cut off
        fresh.delete(part.key());
        BlobWriter writer = fresh.create(part.key(), part.size());
        try (Blob blob = open(old.blobs(), part)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            long position = 0;
            while (position < part.size()) {
                int count = blob.read(buffer.clear().limit(limit(part, position)), position);
                if (count < 0) {
                    throw new IOException(part.key() + " is shorter than its row says");
                }
                position += count;
                writer.write(buffer.flip());
                writer.room().join();
            }
            writer.publish().join();
        } catch (IOException | RuntimeException e) {
            writer.abort();
            throw e;
        }
    }

    /** Copies pieces of uploads that can still be gone on with, whose digest nobody knows yet. */
    private void copyUnfinished() throws IOException {
        Set<SlotId> unfinished = new HashSet<>();
        old.blobs().list(key -> unfinishedUpload(key).ifPresent(unfinished::add));
        for (SlotId id : unfinished) {
            Upload row = old.catalog().find(id).join().orElseThrow();
            for (StoredBytes.Part part :
                    StoredBytes.of(row, old.catalog()).join().parts()) {
                copy(part);
            }
        }
    }

    private Optional<SlotId> unfinishedUpload(BlobKey key) {
        int dot = key.name().indexOf('.');
        Optional<SlotId> id = SlotId.parse(dot < 0 ? key.name() : key.name().substring(0, dot));
        return id.flatMap(known -> old.catalog().find(known).join())
                .filter(row -> row.state() == UploadState.RECEIVING && row.pieced() > 0)
                .map(Upload::id);
    }
}
