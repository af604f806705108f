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
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotToken;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets exactly one writer fill a slot. What can be refused from the token alone is refused before a row is touched, and
 * everything else before a byte is read. Thread-safe.
 */
public final class UploadReceiver {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);

    /**
     * Attempts that arrive whole have random numbers above those that are counted, so that no two of them share a blob,
     * whatever a crash left behind.
     */
    private static final int FIRST_WHOLE = 1 << 20;

    private final TokenSigner signer;
    private final Catalog catalog;
    private final BlobStore blobs;
    private final Clock clock;
    private final Leases leases;
    private final RandomGenerator attempts;
    private final DigestPool digests;
    private final ClaimCounts claims = new ClaimCounts();

    /**
     * Wires a receiver.
     *
     * @param attempts numbers attempts; need not be secret
     * @param digests computes the digests of uploads that are too large to come whole
     */
    public UploadReceiver(
            TokenSigner signer,
            Catalog catalog,
            BlobStore blobs,
            Clock clock,
            Leases leases,
            RandomGenerator attempts,
            DigestPool digests) {
        this.digests = digests;
        this.attempts = attempts;
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
        SlotToken allowed = require(id, token);
        if (length < 0) {
            throw Refusal.of(Reason.LENGTH_REQUIRED, "An upload must declare its length.");
        }
        allowed.requireFit(length, type);
    }

    /**
     * Returns what the token allows, without any I/O.
     *
     * @throws Refusal {@link Reason#TOKEN_MISSING} or {@link Reason#TOKEN_INVALID}
     */
    public SlotToken require(SlotId id, @Nullable String token) throws Refusal {
        if (token == null) {
            throw Refusal.of(Reason.TOKEN_MISSING, "This upload link lacks its token.");
        }
        return signer.verify(id, token);
    }

    /**
     * Claims the slot. The future fails with a {@link Refusal} as {@link Catalog#claim} says, with
     * {@link Reason#STORAGE_FULL}, or with an {@link IOException} where the store is broken.
     */
    public CompletableFuture<Reception> begin(SlotId id) {
        Instant now = clock.instant();
        ClaimTerms terms = new ClaimTerms(directory(now), leases.lease(), leases.retry());
        return catalog.claim(id, terms).thenCompose(this::open);
    }

    /**
     * Takes an upload whose bytes are all here: for a slot that is still fresh the row is changed once, at the end; else
     * this is {@link #begin} and what follows. The future fails as those do.
     *
     * @param whole all bytes, in order; owned by the caller, who keeps them until the future completes
     * @param expected the digest that they must have, or null
     */
    public CompletableFuture<Upload> receive(SlotId id, List<ByteBuffer> whole, @Nullable Sha256 expected) {
        Instant now = clock.instant();
        return catalog.find(id).thenCompose(row -> {
            boolean fresh = row.isPresent()
                    && row.get().state() == UploadState.ISSUED
                    && row.get().deadline().isAfter(now);
            return fresh
                    ? store(row.get(), whole, now, expected)
                    : begin(id).thenCompose(reception -> feed(reception, whole, expected));
        });
    }

    /** Returns where on the store an upload that begins now is written: files of one hour lie together. */
    static String directory(Instant now) {
        return HOUR.format(now);
    }

    private CompletableFuture<Upload> store(
            Upload issued, List<ByteBuffer> whole, Instant now, @Nullable Sha256 expected) {
        Upload arrived = issued.attempted(attempts.nextInt(FIRST_WHOLE, Integer.MAX_VALUE), directory(now));
        try {
            return WholeUpload.write(
                    arrived,
                    whole,
                    blobs,
                    digest -> expected == null || expected.equals(digest)
                            ? catalog.store(arrived, now, digest)
                            : CompletableFuture.failedFuture(anotherDigest()));
        } catch (IOException e) {
            return broken(e);
        }
    }

    static Refusal anotherDigest() {
        return Refusal.of(Reason.DIGEST_MISMATCH, "The upload is not what its digest says.");
    }

    private static CompletableFuture<Upload> feed(
            Reception reception, List<ByteBuffer> whole, @Nullable Sha256 expected) {
        reception.expect(expected);
        try {
            for (ByteBuffer bytes : whole) {
                reception.accept(bytes);
            }
        } catch (Refusal | IOException e) {
            reception.abandon();
            return CompletableFuture.failedFuture(e);
        }
        return reception.finish();
    }

    private CompletableFuture<Reception> open(Claim claim) {
        BlobKey key = key(claim);
        try {
            BlobWriter writer = blobs.create(key, claim.upload().request().size());
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

    /** Returns how many slots are held for uploads. */
    public ClaimCounts claims() {
        return claims;
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

    DigestPool digests() {
        return digests;
    }

    Leases leases() {
        return leases;
    }
}
