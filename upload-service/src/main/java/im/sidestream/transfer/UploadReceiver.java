package im.sidestream.transfer;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.TokenSigner;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets exactly one writer fill a slot. What can be refused from the token alone is refused before a row is touched, and
 * everything else before a byte is read. Thread-safe.
 */
public final class UploadReceiver {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);

    private final TokenSigner signer;
    private final Catalog catalog;
    private final BlobStore blobs;
    private final Clock clock;
    private final Leases leases;

    public UploadReceiver(TokenSigner signer, Catalog catalog, BlobStore blobs, Clock clock, Leases leases) {
        this.signer = signer;
        this.catalog = catalog;
        this.blobs = blobs;
        this.clock = clock;
        this.leases = leases;
    }

    /**
     * Checks an upload without any I/O.
     *
     * @param length the declared length in bytes, -1 where it is not declared
     * @param type the declared type, or null
     * @throws Refusal {@link Reason#TOKEN_MISSING}, {@link Reason#TOKEN_INVALID}, {@link Reason#FILE_TOO_LARGE},
     *     {@link Reason#LENGTH_MISMATCH}, {@link Reason#LENGTH_REQUIRED} or {@link Reason#TYPE_NOT_ACCEPTED}
     */
    public void requireFit(SlotId id, @Nullable String token, long length, @Nullable MediaType type) throws Refusal {
        if (token == null) {
            throw Refusal.of(Reason.TOKEN_MISSING, "This upload link lacks its token.");
        }
        var allowed = signer.verify(id, token);
        if (length < 0) {
            throw Refusal.of(Reason.LENGTH_REQUIRED, "An upload must declare its length.");
        }
        allowed.requireFit(length, type);
    }

    /**
     * Claims the slot. The future fails with a {@link Refusal} as {@link Catalog#claim} says, with
     * {@link Reason#STORAGE_FULL}, or with an {@link IOException} where the store is broken.
     */
    public CompletableFuture<Reception> begin(SlotId id) {
        Instant now = clock.instant();
        ClaimTerms terms = new ClaimTerms(HOUR.format(now), leases.lease(), leases.retry());
        return catalog.claim(id, terms).thenCompose(this::open);
    }

    private CompletableFuture<Reception> open(Claim claim) {
        BlobKey key = key(claim);
        try {
            BlobWriter writer = blobs.create(key);
            return CompletableFuture.completedFuture(new Reception(claim, writer, this));
        } catch (IOException e) {
            return catalog.release(claim).handle((done, failure) -> null).thenCompose(done -> broken(e));
        }
    }

    private <T> CompletableFuture<T> broken(IOException failure) {
        return CompletableFuture.failedFuture(DiskSpace.translate(failure, blobs));
    }

    private static BlobKey key(Claim claim) {
        return BlobKey.of(claim.upload().directory(), claim.id().value(), claim.attempt());
    }

    Catalog catalog() {
        return catalog;
    }

    BlobStore blobs() {
        return blobs;
    }

    Clock clock() {
        return clock;
    }

    Leases leases() {
        return leases;
    }
}
