package im.sidestream.transfer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import im.sidestream.blob.Blob;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads that are gone on with where they ended, by one request after another. Whoever asks how far one is, or goes on,
 * ends the request that still runs: a client that asks has given that one up, and what it brought must be counted before
 * anybody is told an offset. Thread-safe.
 */
public final class ResumableUploads {
    /** How long after its slot's deadline an upload may be gone on with. */
    public static final Duration HOLD = Slot.RESUMABLE;

    private static final Logger LOG = LoggerFactory.getLogger(ResumableUploads.class);
    private static final int REMEMBERED = 2_000;
    private static final int BUFFER = 64 << 10;

    private final UploadReceiver receiver;
    private final ConcurrentMap<SlotId, Continuation> running = new ConcurrentHashMap<>();

    /** Digests of what unfinished uploads have so far; one that is forgotten is computed again at the end. */
    private final Cache<SlotId, Remembered> digests = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(HOLD)
            .executor(Runnable::run)
            .build();

    /** What whole files shall be, as far as their clients said so since the start. */
    private final Cache<SlotId, Sha256> expected = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(HOLD)
            .executor(Runnable::run)
            .build();

    /** Wires them to the same store as plain uploads. */
    public ResumableUploads(UploadReceiver receiver) {
        this.receiver = receiver;
    }

    UploadReceiver receiver() {
        return receiver;
    }

    /**
     * Says how far an upload is; an empty one is complete by being asked for. The future fails with a {@link Refusal}:
     * {@link Reason#SLOT_EXPIRED} or {@link Reason#GONE}.
     */
    public CompletableFuture<Resumption> standing(SlotId id) {
        return undisturbed(id)
                .thenCompose(ended -> receiver.catalog().resumption(id))
                .thenCompose(found -> standing(id, found.orElse(null)));
    }

    private CompletableFuture<Resumption> standing(SlotId id, @Nullable Resumption found) {
        if (found == null) {
            return refuse(Reason.SLOT_EXPIRED, "The time of this upload link is over.");
        }
        Upload row = found.upload();
        boolean open = row.state() == UploadState.ISSUED || row.state() == UploadState.RECEIVING;
        if (row.stored() != null
                && (row.state() == UploadState.DELETING || row.choice().withdrawn())) {
            return refuse(Reason.GONE, "This file is gone.");
        }
        if (row.state() != UploadState.STORED
                && (!open || !receiver.clock().instant().isBefore(found.until()))) {
            return refuse(Reason.SLOT_EXPIRED, "The time of this upload link is over.");
        }
        return open && row.request().size() == 0
                ? receiver.receive(id, List.of(), null).thenApply(stored -> new Resumption(stored, Instant.MAX))
                : CompletableFuture.completedFuture(found);
    }

    /**
     * Goes on with an upload. The future fails with a {@link Refusal} as {@link Catalog#resume} says, or with an
     * {@link IOException} where the store is broken.
     *
     * @param offset where the request's bytes begin
     * @param checksum of all of them, or null
     */
    public CompletableFuture<Continuation> resume(SlotId id, long offset, @Nullable Checksum checksum) {
        return undisturbed(id).thenCompose(ended -> {
            ClaimTerms terms = new ClaimTerms(
                    UploadReceiver.directory(receiver.clock().instant()),
                    receiver.leases().lease(),
                    HOLD);
            return receiver.catalog().resume(id, offset, terms).thenApply(claim -> begin(claim, checksum));
        });
    }

    private Continuation begin(Claim claim, @Nullable Checksum checksum) {
        Continuation begun = new Continuation(claim, this, digest(claim.upload()), checksum);
        Continuation kept = running.merge(claim.id(), begun, ResumableUploads::later);
        if (kept != begun) {
            var unused = begun.supersede();
        }
        return begun;
    }

    /** Of two that began at once the attempt with the higher number holds the slot. */
    private static Continuation later(Continuation one, Continuation other) {
        boolean first = one.upload().attempt() > other.upload().attempt();
        if (!first) {
            var unused = one.supersede();
        }
        return first ? one : other;
    }

    private @Nullable UploadDigest digest(Upload upload) {
        Remembered known = digests.asMap().remove(upload.id());
        if (upload.pieced() == 0) {
            return new UploadDigest(upload.request().size(), receiver.digests());
        }
        return known != null && known.offset == upload.pieced() ? known.digest : null;
    }

    /**
     * Gives an unfinished upload up, with everything that came. The future fails with a {@link Refusal}:
     * {@link Reason#ALREADY_STORED}, {@link Reason#GONE} or {@link Reason#SLOT_EXPIRED}.
     */
    public CompletableFuture<Void> cancel(SlotId id) {
        return undisturbed(id)
                .thenCompose(ended -> receiver.catalog().giveUp(id))
                .thenCompose(givenUp -> {
                    digests.invalidate(id);
                    expected.invalidate(id);
                    return givenUp ? removePieces(id) : whyNot(id);
                });
    }

    /**
     * Makes room at once. The row is left to the sweep, which looks for what else there may be: a plain PUT that a crash cut
     * off left bytes that no piece names.
     */
    private CompletableFuture<Void> removePieces(SlotId id) {
        return receiver.catalog()
                .pieces(id)
                .thenAcceptAsync(
                        pieces -> removePieces(id, pieces), receiver.blobs().threads());
    }

    private void removePieces(SlotId id, List<Piece> pieces) {
        try {
            for (Piece piece : pieces) {
                receiver.blobs().delete(PiecedBlob.key(id, piece));
            }
        } catch (IOException e) {
            LOG.warn("{} is given up, but its bytes stay until the next sweep: {}", id, e.toString());
        }
    }

    private CompletableFuture<Void> whyNot(SlotId id) {
        return standing(id)
                .thenCompose(found -> found.upload().stored() == null
                        ? refuse(Reason.SLOT_EXPIRED, "The time of this upload link is over.")
                        : CompletableFuture.failedFuture(
                                Refusal.alreadyStored(found.upload().stored())));
    }

    /** Ends the request that runs, and completes when it moves nothing any more. */
    private CompletableFuture<Void> undisturbed(SlotId id) {
        Continuation now = running.get(id);
        return now == null ? CompletableFuture.completedFuture(null) : now.supersede();
    }

    void ended(Continuation continuation) {
        running.remove(continuation.upload().id(), continuation);
    }

    /** Remembers which digest the whole file shall have; what is said last counts. */
    void expect(SlotId id, Sha256 whole) {
        expected.put(id, whole);
    }

    /** Returns whether a file may have this digest. Whoever tries again is held to what was expected, or says it anew. */
    boolean isExpected(SlotId id, Sha256 digest) {
        Sha256 wanted = expected.getIfPresent(id);
        return wanted == null || wanted.equals(digest);
    }

    void remember(SlotId id, @Nullable UploadDigest digest, long offset) {
        if (digest != null) {
            digests.put(id, new Remembered(digest, offset));
        }
    }

    /** Digests all pieces and the last one, which no row names yet. */
    CompletableFuture<Sha256> recompute(HeldClaim held, Piece last) {
        SlotId id = held.claim().id();
        return receiver.catalog()
                .pieces(id)
                .thenApplyAsync(
                        pieces -> {
                            List<Piece> all = new ArrayList<>(pieces);
                            all.add(last);
                            return digest(held, all);
                        },
                        receiver.digests().threads())
                .exceptionallyCompose(failure -> held.explained(failure).thenCompose(CompletableFuture::failedFuture));
    }

    private Sha256 digest(HeldClaim held, List<Piece> pieces) {
        MessageDigest digest = Digests.sha256();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long size = held.claim().upload().request().size();
        try (Blob file = PiecedBlob.open(held.claim().id(), pieces, receiver.blobs(), 0, size)) {
            long position = 0;
            for (int read = file.read(buffer, 0); read >= 0; read = file.read(buffer.clear(), position)) {
                digest.update(buffer.flip());
                position += read;
                held.renewIfDue();
            }
            return Sha256.of(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }

    private record Remembered(UploadDigest digest, long offset) {}
}
