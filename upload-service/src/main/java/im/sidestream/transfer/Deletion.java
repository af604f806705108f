package im.sidestream.transfer;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.SignedLinks;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes files away: row first, then bytes, and the answer only when nobody can be served any more. Thread-safe. */
public final class Deletion {
    private static final Logger LOG = LoggerFactory.getLogger(Deletion.class);

    private final TokenSigner signer;
    private final Catalog catalog;
    private final BlobStore blobs;
    private final Executor later;
    private final Executor afterLinks;

    /**
     * Wires it.
     *
     * @param threads remove bytes; may block
     */
    public Deletion(TokenSigner signer, Catalog catalog, BlobStore blobs, Executor threads) {
        this.signer = signer;
        this.catalog = catalog;
        this.blobs = blobs;
        this.later = CompletableFuture.delayedExecutor(Downloads.TRUST.toMillis(), TimeUnit.MILLISECONDS, threads);
        Duration links = blobs.links().map(SignedLinks::lifetime).orElse(Duration.ZERO);
        this.afterLinks = CompletableFuture.delayedExecutor(
                Downloads.TRUST.plus(links).toMillis(), TimeUnit.MILLISECONDS, threads);
    }

    /**
     * Deletes a file for the holder of its delete token. The future fails with a {@link Refusal}:
     * {@link Reason#TOKEN_MISSING}, {@link Reason#TOKEN_INVALID}, {@link Reason#NOT_FOUND} or {@link Reason#GONE}.
     */
    public CompletableFuture<Void> delete(SlotId id, @Nullable String token) {
        try {
            requireToken(id, token);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        return deleteForOwner(id);
    }

    /** Deletes a file for somebody whose token was checked; fails as {@link #delete(SlotId, String)} does. */
    public CompletableFuture<Void> deleteForOwner(SlotId id) {
        return catalog.find(id).thenCompose(row -> delete(id, row, Deletion::byOwner));
    }

    /**
     * Checks a delete token without any I/O.
     *
     * @throws Refusal {@link Reason#TOKEN_MISSING} or {@link Reason#TOKEN_INVALID}
     */
    public void requireToken(SlotId id, @Nullable String token) throws Refusal {
        if (token == null) {
            throw Refusal.of(Reason.TOKEN_MISSING, "Deleting needs the delete token.");
        }
        if (!signer.verifiesDelete(id, token)) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This delete token is not valid.");
        }
    }

    /** Deletes a file for somebody who is known to be entitled; fails as {@link #delete(SlotId, String)} does. */
    public CompletableFuture<Void> delete(SlotId id, Removal removal) {
        return catalog.find(id).thenCompose(row -> delete(id, row, upload -> removal));
    }

    /** Whoever holds the token got it from the owner. */
    private static Removal byOwner(Upload upload) {
        return new Removal(AuditRecord.Action.OWNER, upload.request().owner());
    }

    private CompletableFuture<Void> delete(SlotId id, Optional<Upload> row, Function<Upload, Removal> removal) {
        if (row.isEmpty() || row.get().stored() == null) {
            return refuse(Reason.NOT_FOUND, "There is no such file.");
        }
        return catalog.delete(id, removal.apply(row.get()))
                .thenComposeAsync(deleted -> deleted ? remove(row.get()) : alreadyGone(), later);
    }

    private CompletableFuture<Void> alreadyGone() {
        return refuse(Reason.GONE, "This file is not available any more.");
    }

    /** Runs work when nobody believes a row of now any more, and no link that the store signed by it works. */
    Executor afterTrust() {
        return afterLinks;
    }

    /**
     * Ends what was taken from the catalog already: removes the bytes, and completes when nobody can be served any more.
     * The future fails only with the catalog.
     */
    CompletableFuture<Void> finish(List<Upload> taken) {
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(waited -> {
            CompletableFuture<?>[] ends = taken.stream().map(this::remove).toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(ends);
        });
    }

    private CompletableFuture<Void> remove(Upload upload) {
        return StoredBytes.of(upload, catalog).thenCompose(this::remove);
    }

    private CompletableFuture<Void> remove(StoredBytes bytes) {
        Upload upload = bytes.upload();
        try {
            bytes.delete(blobs);
            return catalog.removed(upload.id());
        } catch (IOException e) {
            // nobody can reach it any more; the sweep tries again
            LOG.warn("{} is deleted, but its bytes stay until the next sweep: {}", upload.id(), e.toString());
            return CompletableFuture.completedFuture(null);
        }
    }

    private static CompletableFuture<Void> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
