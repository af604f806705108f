package im.sidestream.transfer;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes into pieces. Each is durable before its row is, and rows are written in the order of pieces, so that
 * the offset never runs ahead of the bytes. One piece lands while the next is written; a third one waits.
 */
final class PieceWriter {
    /** What a kill can lose, twice. */
    static final long LEAST = 8L << 20;

    private static final int MOST = 9000;

    private final Claim claim;
    private final UploadReceiver receiver;
    private final long longest;
    private long start;
    private long length;
    private @Nullable BlobWriter writer;
    private @Nullable BlobWriter last;
    private CompletableFuture<Void> landed = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> before = landed;
    private volatile long durable;

    /**
     * Begins at the upload's offset.
     *
     * @param cut whether a long run becomes several pieces, the first of which are visible early
     */
    PieceWriter(Claim claim, UploadReceiver receiver, boolean cut) {
        this.claim = claim;
        this.receiver = receiver;
        this.start = claim.upload().pieced();
        this.durable = start;
        this.longest = cut ? Math.max(LEAST, claim.upload().request().size() / MOST) : Long.MAX_VALUE;
    }

    /**
     * Takes all that remains in {@code bytes}.
     *
     * @param last whether the upload ends with them
     * @throws Refusal if a piece before was refused, or where the store is full
     */
    void write(ByteBuffer bytes, boolean last) throws Refusal, IOException {
        requireLanded();
        try {
            if (writer == null && bytes.hasRemaining()) {
                // where no piece is cut, this one may be all that is missing
                writer = receiver.blobs().create(key(), claim.upload().request().size() - start);
            }
            if (writer != null) {
                length += bytes.remaining();
                writer.write(bytes);
            }
        } catch (IOException e) {
            if (DiskSpace.translate(e, receiver.blobs()) instanceof Refusal refusal) {
                throw refusal;
            }
            throw e;
        }
        if (length >= longest && !last) {
            land();
        }
    }

    private void requireLanded() throws Refusal, IOException {
        if (!landed.isCompletedExceptionally()) {
            return;
        }
        try {
            landed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IOException(e.getCause());
        }
    }

    private BlobKey key() {
        Upload upload = claim.upload();
        return BlobKey.piece(upload.directory(), upload.id().value(), start, claim.attempt());
    }

    private Piece piece() {
        return new Piece(start, length, claim.attempt(), claim.upload().directory());
    }

    private void land() {
        BlobWriter full = writer;
        if (full == null) {
            return;
        }
        Piece piece = piece();
        CompletableFuture<Void> published = published(full);
        before = landed;
        landed = before.thenCompose(done -> published)
                .thenCompose(done -> receiver.catalog().append(claim, piece))
                .thenRun(() -> durable = piece.end())
                .whenComplete((done, failure) -> removeGarbage(full, failure));
        start = piece.end();
        length = 0;
        writer = null;
    }

    private CompletableFuture<Void> published(BlobWriter full) {
        return full.publish().exceptionallyCompose(failure -> {
            full.abort();
            return CompletableFuture.failedFuture(DiskSpace.translate(failure, receiver.blobs()));
        });
    }

    /** After a refusal no row names the piece; after anything else one may, and the sweep looks at it. */
    private static void removeGarbage(BlobWriter piece, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Refusal) {
            piece.abort();
        }
    }

    long durable() {
        return durable;
    }

    /** Returns what completes when there is room for more. */
    CompletableFuture<Void> room() {
        BlobWriter filling = writer;
        return filling == null || filling.room().isDone()
                ? before.handle((done, failure) -> null)
                : before.handle((done, failure) -> null).thenCompose(done -> filling.room());
    }

    /** Returns what completes when all pieces that were cut are visible, or are not going to be. */
    CompletableFuture<Void> landed() {
        return landed;
    }

    /** Makes everything that came visible. */
    CompletableFuture<Void> finish() {
        land();
        return landed;
    }

    /** Makes everything durable, and all but the last piece visible; returns that piece. */
    CompletableFuture<Piece> finishLast() {
        Piece piece = piece();
        last = writer;
        writer = null;
        CompletableFuture<Void> published = last == null ? CompletableFuture.completedFuture(null) : published(last);
        return landed.thenCompose(done -> published).thenApply(done -> piece);
    }

    /** Says what became of the last piece. */
    void lastSettled(@Nullable Throwable failure) {
        BlobWriter piece = last;
        if (piece != null) {
            removeGarbage(piece, failure);
        }
    }

    /** Gives up the piece that is being written. */
    void drop() {
        if (writer != null) {
            writer.abort();
            writer = null;
        }
    }
}
