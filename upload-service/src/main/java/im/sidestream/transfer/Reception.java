package im.sidestream.transfer;

import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One upload on its way in. Bytes are counted, digested and written as they come; the lease is renewed only when some
 * came. For one thread at a time; {@link #abandon} may be called from any.
 */
public final class Reception {
    private final Claim claim;
    private final HeldClaim held;
    private final BlobWriter writer;
    private final UploadReceiver receiver;
    private final UploadDigest digest;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long received;
    private @Nullable Sha256 expected;

    Reception(Claim claim, BlobWriter writer, UploadReceiver receiver) {
        this.claim = claim;
        this.writer = writer;
        this.receiver = receiver;
        this.digest = new UploadDigest(claim.upload().request().size(), receiver.digests());
        this.held = new HeldClaim(claim, receiver);
    }

    /** Returns the row that is being filled. */
    public Upload upload() {
        return claim.upload();
    }

    /** Returns how many bytes came so far. */
    public long received() {
        return received;
    }

    /** Says which digest the bytes must have at the end; null for any. */
    public void expect(@Nullable Sha256 digest) {
        expected = digest;
    }

    /**
     * Takes all that remains in {@code bytes}.
     *
     * @throws Refusal {@link Reason#FILE_TOO_LARGE} for more bytes than the slot has, {@link Reason#IN_PROGRESS} once
     *     another attempt took over, {@link Reason#ALREADY_STORED} once that one stored the file, {@link Reason#GONE} or
     *     {@link Reason#SLOT_EXPIRED} once there is nothing to fill any more, {@link Reason#STORAGE_FULL}
     * @throws IOException if the store is broken
     */
    public void accept(ByteBuffer bytes) throws Refusal, IOException {
        long size = claim.upload().request().size();
        received += bytes.remaining();
        if (received > size) {
            throw Refusal.tooLarge(size);
        }
        held.require();
        digest.update(bytes.duplicate());
        write(bytes);
        held.renewIfDue();
    }

    /** Returns what to wait for before more is taken: the store is behind. Complete where it is not. */
    public CompletableFuture<Void> room() {
        return writer.room();
    }

    private void write(ByteBuffer bytes) throws Refusal, IOException {
        try {
            writer.write(bytes);
        } catch (IOException e) {
            if (DiskSpace.translate(e, receiver.blobs()) instanceof Refusal refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /**
     * Ends the upload: bytes durable first, then the row. Once the future completes the file is readable everywhere; it
     * fails with a {@link Refusal}, {@link Reason#LENGTH_MISMATCH} if bytes are missing, {@link Reason#DIGEST_MISMATCH} if
     * they are others than expected or {@link Reason#IN_PROGRESS} if another attempt took over, or with whatever broke.
     */
    public CompletableFuture<Upload> finish() {
        if (received < claim.upload().request().size()) {
            abandon();
            return CompletableFuture.failedFuture(
                    Refusal.of(Reason.LENGTH_MISMATCH, "The upload ended after " + received + " bytes."));
        }
        if (!ended.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new IllegalStateException("this upload has ended"));
        }
        return settle().whenComplete((row, failure) -> held.ended());
    }

    private CompletableFuture<Upload> settle() {
        Sha256 sum = digest.end();
        if (expected != null && !expected.equals(sum)) {
            return giveBack(UploadReceiver.anotherDigest()).toCompletableFuture();
        }
        return writer.publish()
                .handle((durable, failure) -> failure)
                .thenCompose(failure -> failure == null ? commit(sum) : notPublished(failure));
    }

    private CompletionStage<Upload> commit(Sha256 sum) {
        return receiver.catalog().commit(claim, sum).exceptionallyCompose(this::notCommitted);
    }

    /** No row can name bytes that were never durable. */
    private CompletionStage<Upload> notPublished(Throwable failure) {
        return giveBack(DiskSpace.translate(failure, receiver.blobs()));
    }

    /**
     * After a refusal no row names these bytes, so they are garbage for certain. After anything else the row may have been
     * written all the same: then the bytes stay, and the sweep looks at the row.
     */
    private CompletionStage<Upload> notCommitted(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Refusal ? giveBack(cause) : CompletableFuture.failedFuture(cause);
    }

    /** The bytes go at once, and the slot is free for another try before anybody hears of the failure. */
    private CompletionStage<Upload> giveBack(Throwable cause) {
        writer.abort();
        return receiver.catalog()
                .release(claim)
                .handle((released, ignored) -> cause)
                .thenCompose(CompletableFuture::failedFuture);
    }

    /** Gives up: nothing of it stays, and the slot may be tried again at once. Safe to call twice and after the end. */
    public void abandon() {
        if (ended.compareAndSet(false, true)) {
            digest.abandon();
            writer.abort();
            held.release();
        }
    }
}
