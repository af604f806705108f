package im.sidestream.transfer;

import im.sidestream.slot.Claim;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request's bytes on their way to the end of an upload. What came stays, however the request ends, and is told to
 * nobody before it is durable. For one thread at a time; {@link #supersede} may be called from any.
 */
public final class Continuation {
    /** So many requests may add to one upload, or it would be made of crumbs; see {@link #end}. */
    static final int MOST_ATTEMPTS = 10_000;

    private final HeldClaim held;
    private final ResumableUploads uploads;
    private final PieceWriter pieces;
    private final @Nullable Checksum checksum;
    private final @Nullable MessageDigest checked;
    private final @Nullable UploadDigest digest;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile boolean superseded;
    private volatile Runnable whenSuperseded = () -> {};
    private long received;

    /**
     * Wires a request's part.
     *
     * @param digest of what the upload has so far, or null where it is lost
     * @param checksum of what comes now, or null
     */
    Continuation(Claim claim, ResumableUploads uploads, @Nullable UploadDigest digest, @Nullable Checksum checksum) {
        this.held = new HeldClaim(claim, uploads.receiver());
        this.uploads = uploads;
        this.digest = digest;
        this.checksum = checksum;
        this.checked = checksum == null ? null : checksum.begin();
        // what must be discarded as a whole may not be visible in part
        this.pieces = new PieceWriter(claim, uploads.receiver(), checksum == null);
    }

    /** Returns the row that is being filled. */
    public Upload upload() {
        return held.claim().upload();
    }

    /** Says which digest the whole file shall have, which this request or a later one brings to its end; null says nothing. */
    public void expect(@Nullable Sha256 whole) {
        if (whole != null) {
            uploads.expect(upload().id(), whole);
        }
    }

    /** Returns how many bytes came with this request so far. */
    public long received() {
        return received;
    }

    /** Returns how many bytes the upload has with those that came, durable or not. */
    public long offset() {
        return upload().pieced() + received;
    }

    private long size() {
        return upload().request().size();
    }

    /**
     * Takes all that remains in {@code bytes}.
     *
     * @throws Refusal {@link Reason#FILE_TOO_LARGE} for more bytes than the slot has; once the slot is lost as
     *     {@link Reception#accept} says; {@link Reason#STORAGE_FULL}
     * @throws IOException if the store is broken
     */
    public void accept(ByteBuffer bytes) throws Refusal, IOException {
        if (bytes.remaining() > size() - offset()) {
            throw Refusal.tooLarge(size());
        }
        held.require();
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        if (checked != null) {
            checked.update(bytes.duplicate());
        }
        received += bytes.remaining();
        pieces.write(bytes, offset() == size());
        held.renewIfDue();
    }

    /** Returns how many bytes of the upload are durable and visible. */
    public long durable() {
        return pieces.durable();
    }

    /** Returns what to wait for before more is taken: the disk is behind. Complete where it is not. */
    public CompletableFuture<Void> room() {
        return pieces.room();
    }

    /** Says what to do when another request wants to go on, beside {@link #isSuperseded} saying so. */
    public void whenSuperseded(Runnable action) {
        whenSuperseded = action;
        if (superseded) {
            action.run();
        }
    }

    /** Returns whether another request waits for this one to end: nobody listens here any more. */
    public boolean isSuperseded() {
        return superseded;
    }

    /** Asks for the end, and returns when nothing of this request moves the offset any more. */
    CompletableFuture<Void> supersede() {
        superseded = true;
        whenSuperseded.run();
        return settled;
    }

    /**
     * Ends the request's part, whole or broken off: what came becomes durable and visible, and the file complete where it
     * was the last. Returns the row as it is then.
     *
     * <p>Refused: as {@link Reception#finish}, {@link Reason#CHECKSUM_MISMATCH} with nothing of it kept, {@link Reason#DIGEST_MISMATCH} with its last piece not kept, and
     *     {@link Reason#INVALID_REQUEST} for one of too many requests that leaves the upload unfinished
     */
    public CompletableFuture<Upload> end() {
        if (!ended.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new IllegalStateException("this part has ended"));
        }
        CompletableFuture<Upload> result = ending();
        return result.whenComplete((row, failure) -> settle());
    }

    private CompletableFuture<Upload> ending() {
        if (checksum != null && checked != null && !checksum.isOf(checked)) {
            pieces.drop();
            return refuse(Reason.CHECKSUM_MISMATCH, "What came is not what was announced.");
        }
        if (offset() == size()) {
            return complete();
        }
        if (held.claim().attempt() > MOST_ATTEMPTS) {
            pieces.drop();
            return refuse(Reason.INVALID_REQUEST, "This upload came in too many parts; send the rest at once.");
        }
        return pieces.finish().thenApply(landed -> {
            uploads.remember(upload().id(), digest, offset());
            return upload().grown(offset());
        });
    }

    private CompletableFuture<Upload> complete() {
        return pieces.finishLast().thenCompose(last -> {
            CompletableFuture<Sha256> sum =
                    digest == null ? uploads.recompute(held, last) : CompletableFuture.completedFuture(digest.end());
            return sum.thenCompose(value -> uploads.isExpected(upload().id(), value)
                            ? uploads.receiver().catalog().complete(held.claim(), last, value)
                            : CompletableFuture.failedFuture(UploadReceiver.anotherDigest()))
                    .whenComplete((row, failure) -> pieces.lastSettled(failure));
        });
    }

    /**
     * Ends the part of a request that broke on the way. What came stays, unless its checksum was to be seen first. Completes
     * when nothing of the request moves the offset any more; fails as {@link #end} does.
     */
    public CompletableFuture<Void> breakOff() {
        if (checksum != null) {
            abandon();
            return settled;
        }
        return end().thenApply(row -> null);
    }

    /** Gives up what is not durable yet, after what was refused. Safe to call twice and after the end. */
    public void abandon() {
        if (ended.compareAndSet(false, true)) {
            pieces.drop();
            if (digest != null) {
                digest.abandon();
            }
            var unused = pieces.landed().whenComplete((done, failure) -> settle());
        }
    }

    private void settle() {
        held.release();
        uploads.ended(this);
        settled.complete(null);
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
