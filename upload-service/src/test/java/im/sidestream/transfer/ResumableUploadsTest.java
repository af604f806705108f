package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.Stored;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Uploads that are gone on with (design 11): what is told is there, what is not told costs nothing. */
final class ResumableUploadsTest {
    private final TestingClock clock = new TestingClock();
    private final FailingCatalog catalog = new FailingCatalog(clock);
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();
    private final UploadReceiver receiver = new UploadReceiver(
            new TokenSigner(List.of(
                    new SigningKey("s", SigningKey.Use.SLOT, "c2xvdA"),
                    new SigningKey("d", SigningKey.Use.DELETE, "ZGVsZXRl"))),
            catalog,
            blobs,
            clock,
            new Leases(LEASE, RETRY),
            new Random(1),
            new DigestPool(Runnable::run));
    private ResumableUploads uploads = new ResumableUploads(receiver);

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Upload slot(int size) {
        return reserve(catalog, JULIET, size, clock.instant());
    }

    private Continuation resume(Upload slot, long offset) {
        return uploads.resume(slot.id(), offset, null).join();
    }

    private Upload add(Upload slot, byte[] content, int from, int to) throws Exception {
        Continuation part = resume(slot, from);
        part.accept(ByteBuffer.wrap(content, from, to - from));
        return part.end().join();
    }

    private List<BlobKey> left() {
        List<BlobKey> keys = new ArrayList<>();
        blobs.list(keys::add);
        return keys;
    }

    private static Sha256 sha256(byte[] content) {
        return Sha256.of(Digests.sha256().digest(content));
    }

    private static Stored stored(Upload upload) {
        return Objects.requireNonNull(upload.stored());
    }

    @Test
    void theDigestGoesOnFromPartToPart() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);

        assertThat(add(slot, content, 0, 400).pieced()).isEqualTo(400);
        assertThat(add(slot, content, 400, 401).state()).isEqualTo(UploadState.RECEIVING);
        Upload done = add(slot, content, 401, 1000);

        assertThat(done.state()).isEqualTo(UploadState.STORED);
        assertThat(stored(done).digest()).isEqualTo(sha256(content));
    }

    @Test
    void aDigestThatARestartLostIsComputedFromThePieces() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        add(slot, content, 0, 400);
        add(slot, content, 400, 500);
        uploads = new ResumableUploads(receiver);
        add(slot, content, 500, 700);

        Upload done = add(slot, content, 700, 1000);

        assertThat(stored(done).digest()).isEqualTo(sha256(content));
    }

    @Test
    void aDigestThatAnotherProcessWentBeyondIsNotGoneOnWith() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        ResumableUploads here = uploads;
        add(slot, content, 0, 400);
        uploads = new ResumableUploads(receiver);
        add(slot, content, 400, 500);
        uploads = here;

        Upload done = add(slot, content, 500, 1000);

        assertThat(stored(done).digest()).isEqualTo(sha256(content));
    }

    @Test
    void aLongPartBecomesSeveralPiecesOfWhichTheFirstAreVisibleEarly() throws Exception {
        int size = (int) PieceWriter.LEAST * 2 + 10;
        byte[] content = random(size);
        Upload slot = slot(size);
        Continuation part = resume(slot, 0);
        for (int at = 0; at < size - 1; at += 1 << 20) {
            part.accept(ByteBuffer.wrap(content, at, Math.min(1 << 20, size - 1 - at)));
        }

        assertThat(part.durable()).isEqualTo(2 * PieceWriter.LEAST);
        assertThat(catalog.find(slot.id()).join().orElseThrow().pieced()).isEqualTo(2 * PieceWriter.LEAST);
        part.abandon();
        assertThat(left()).hasSize(2);
        Upload done = add(slot, content, (int) PieceWriter.LEAST * 2, size);

        assertThat(stored(done).digest()).isEqualTo(sha256(content));
        try (Blob file = StoredBytes.of(done, catalog).join().open(blobs, 0, size)) {
            Random random = new Random(5);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(size);
                ByteBuffer some = ByteBuffer.allocate(1 + random.nextInt(100_000));
                int read = file.read(some, from);
                assertThat(Arrays.copyOf(some.array(), read)).isEqualTo(Arrays.copyOfRange(content, from, from + read));
            }
            assertThat(file.read(ByteBuffer.allocate(1), size)).isEqualTo(-1);
        }
    }

    @Test
    void aStoreThatIsFullKeepsWhatWasToldAndNothingElse() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        add(slot, content, 0, 400);
        Continuation part = resume(slot, 400);
        part.accept(ByteBuffer.wrap(content, 400, 100));
        blobs.full(true);

        refused(part.end(), Reason.STORAGE_FULL);

        blobs.full(false);
        assertThat(left()).hasSize(1);
        assertThat(uploads.standing(slot.id()).join().upload().pieced()).isEqualTo(400);
        assertThat(stored(add(slot, content, 400, 1000)).digest()).isEqualTo(sha256(content));
    }

    @Test
    void aStoreThatIsFullAtTheEndKeepsTheUpload() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        add(slot, content, 0, 400);
        Continuation part = resume(slot, 400);
        part.accept(ByteBuffer.wrap(content, 400, 600));
        blobs.full(true);

        refused(part.end(), Reason.STORAGE_FULL);

        blobs.full(false);
        assertThat(left()).hasSize(1);
        assertThat(stored(add(slot, content, 400, 1000)).digest()).isEqualTo(sha256(content));
    }

    /** The row may have been written all the same. */
    @Test
    void bytesOfARowThatNobodyKnowsOfStay() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        Continuation part = resume(slot, 0);
        part.accept(ByteBuffer.wrap(content, 0, 400));
        catalog.forgetful = true;

        assertThatThrownBy(() -> part.end().join()).hasRootCauseInstanceOf(IllegalStateException.class);

        catalog.forgetful = false;
        assertThat(uploads.standing(slot.id()).join().upload().pieced()).isEqualTo(400);
        assertThat(stored(add(slot, content, 400, 1000)).digest()).isEqualTo(sha256(content));
    }

    @Test
    void aPartThatIsTooLongOrSupersededInTheMiddleMovesNothingMore() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        Continuation zombie = resume(slot, 0);
        zombie.accept(ByteBuffer.wrap(content, 0, 400));
        zombie.whenSuperseded(() -> zombie.breakOff().join());

        assertThat(uploads.standing(slot.id()).join().upload().pieced()).isEqualTo(400);
        assertThat(zombie.isSuperseded()).isTrue();
        Upload done = add(slot, content, 400, 1000);

        refused(
                zombie.end().handle((row, failure) -> row).thenCompose(row -> zombieGoesOn(slot)),
                Reason.ALREADY_STORED);
        assertThat(stored(done).digest()).isEqualTo(sha256(content));
        assertThat(left()).hasSize(2);
    }

    private CompletableFuture<Continuation> zombieGoesOn(Upload slot) {
        return uploads.resume(slot.id(), 400, null);
    }

    @Test
    void tooManyPartsMustEnd() throws Exception {
        byte[] content = random(20_000);
        Upload slot = slot(20_000);
        for (int i = 0; i < Continuation.MOST_ATTEMPTS; i++) {
            add(slot, content, i, i + 1);
        }
        Continuation more = resume(slot, Continuation.MOST_ATTEMPTS);
        more.accept(ByteBuffer.wrap(content, Continuation.MOST_ATTEMPTS, 1));
        refused(more.end(), Reason.INVALID_REQUEST);
        assertThat(left()).hasSize(Continuation.MOST_ATTEMPTS);

        Upload done = add(slot, content, Continuation.MOST_ATTEMPTS, 20_000);

        assertThat(stored(done).digest()).isEqualTo(sha256(content));
    }

    @Test
    void whatIsGivenUpLeavesNothing() throws Exception {
        byte[] content = "hello".getBytes(StandardCharsets.US_ASCII);
        Upload slot = slot(5);
        add(slot, content, 0, 2);
        add(slot, content, 2, 3);

        uploads.cancel(slot.id()).join();

        assertThat(left()).isEmpty();
        refused(uploads.standing(slot.id()), Reason.SLOT_EXPIRED);
        refused(uploads.cancel(slot.id()), Reason.SLOT_EXPIRED);
        Upload whole = slot(5);
        add(whole, content, 0, 5);
        refused(uploads.cancel(whole.id()), Reason.ALREADY_STORED);
    }

    @Test
    void aPlainUploadIsNotGoneOnWith() {
        Upload slot = slot(5);
        claim(catalog, slot.id());

        refused(uploads.resume(slot.id(), 0, null), Reason.IN_PROGRESS);
    }

    /** Writes a row, and does not say so. */
    private static final class FailingCatalog extends InMemoryCatalog {
        private boolean forgetful;

        FailingCatalog(TestingClock clock) {
            super(clock);
        }

        @Override
        public synchronized CompletableFuture<Void> append(Claim claim, Piece piece) {
            CompletableFuture<Void> appended = super.append(claim, piece);
            return forgetful
                    ? CompletableFuture.failedFuture(new IllegalStateException("the catalog is broken"))
                    : appended;
        }
    }

    /** Another process gave the upload up, and the sweep has been there. */
    @Test
    void whoeverFindsWhatCameBeforeGoneHearsWhatBecameOfIt() throws Exception {
        byte[] content = random(1000);
        Upload slot = slot(1000);
        add(slot, content, 0, 500);
        uploads = new ResumableUploads(receiver);
        Continuation part = resume(slot, 500);
        part.accept(ByteBuffer.wrap(content, 500, 500));

        new ResumableUploads(receiver).cancel(slot.id()).join();
        catalog.removed(slot.id()).join();

        refused(part.end(), Reason.GONE);
        assertThat(left()).isEmpty();
    }

    /** A process that was killed in a plain PUT left bytes under its attempt, which no piece names. */
    @Test
    void whatIsGivenUpIsLookedThroughByTheSweep() {
        Upload slot = slot(1000);
        claim(catalog, slot.id());

        uploads.cancel(slot.id()).join();

        assertThat(catalog.awaitingRemoval(10).join()).extracting(Upload::id).containsExactly(slot.id());
    }
}
