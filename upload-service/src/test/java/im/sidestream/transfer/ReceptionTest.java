package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An upload that meets a full store or loses its slot leaves nothing behind, and says what happened. */
final class ReceptionTest {
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
    private final Upload slot = reserve(catalog, JULIET, 5, clock.instant());

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Reception begun() {
        return receiver.begin(slot.id()).join();
    }

    private static Refusal refusedBytes(Reception reception, String text) {
        return catchThrowableOfType(Refusal.class, () -> reception.accept(bytes(text)));
    }

    private List<BlobKey> left() {
        List<BlobKey> keys = new ArrayList<>();
        blobs.list(keys::add);
        return keys;
    }

    @Test
    void aStoreThatIsFullAtTheEndRefusesAndTheSlotMayBeTriedAtOnce() throws Exception {
        Reception reception = begun();
        reception.accept(bytes("hello"));
        blobs.full(true);

        refused(reception.finish(), Reason.STORAGE_FULL);

        assertThat(left()).isEmpty();
        blobs.full(false);
        Reception second = begun();
        second.accept(bytes("hello"));
        assertThat(second.finish().join().state()).isEqualTo(UploadState.STORED);
    }

    @Test
    void aWholeUploadToAFullStoreIsRefused() {
        blobs.full(true);

        refused(receiver.receive(slot.id(), List.of(bytes("hello")), null), Reason.STORAGE_FULL);

        assertThat(left()).isEmpty();
    }

    @Test
    void aCommitThatIsRefusedFreesTheSlot() throws Exception {
        Reception reception = begun();
        reception.accept(bytes("hello"));
        catalog.full = true;

        refused(reception.finish(), Reason.STORAGE_FULL);

        assertThat(left()).isEmpty();
        catalog.full = false;
        assertThat(begun().upload().attempt()).isEqualTo(2);
    }

    @Test
    void aRenewalThatFailedIsTriedAgainWithTheNextBytes() throws Exception {
        Reception reception = begun();
        clock.advance(LEASE.dividedBy(3));
        catalog.broken = true;
        reception.accept(bytes("h"));
        catalog.broken = false;
        reception.accept(bytes("e"));
        clock.advance(LEASE.minusSeconds(1));

        refused(receiver.begin(slot.id()), Reason.IN_PROGRESS);
    }

    @Test
    void anUploadThatWasTakenOverHearsWhenToTryAgain() throws Exception {
        Reception reception = begun();
        clock.advance(LEASE);
        claim(catalog, slot.id());
        reception.accept(bytes("h"));

        Refusal refusal = refusedBytes(reception, "e");

        assertThat(refusal.reason()).isEqualTo(Reason.IN_PROGRESS);
        assertThat(refusal.retryAt()).contains(clock.instant().plus(LEASE));
    }

    @Test
    void anUploadWhoseRowIsGoneHearsThatItsTimeIsOver() throws Exception {
        Reception reception = begun();
        clock.advance(Duration.ofHours(1));
        assertThat(catalog.dropAbandoned(10).join()).hasSize(1);
        reception.accept(bytes("h"));

        assertThat(refusedBytes(reception, "e").reason()).isEqualTo(Reason.SLOT_EXPIRED);
    }

    @Test
    void anUploadThatAnotherOneCompletedHearsOfThatFile() throws Exception {
        Reception reception = begun();
        clock.advance(LEASE);
        Sha256 digest = new Sha256("cd".repeat(32));
        Upload stored = catalog.commit(claim(catalog, slot.id()), digest).join();
        reception.accept(bytes("h"));

        Refusal refusal = refusedBytes(reception, "e");

        assertThat(refusal.reason()).isEqualTo(Reason.ALREADY_STORED);
        assertThat(refusal.stored()).hasValue(stored.stored());
    }

    /** Fails where the test says. */
    private static final class FailingCatalog extends InMemoryCatalog {
        private boolean broken;
        private boolean full;

        FailingCatalog(TestingClock clock) {
            super(clock);
        }

        @Override
        public CompletableFuture<Boolean> renew(Claim claim, Duration lease) {
            return broken
                    ? CompletableFuture.failedFuture(new IllegalStateException("the catalog is broken"))
                    : super.renew(claim, lease);
        }

        @Override
        public CompletableFuture<Upload> commit(Claim claim, Sha256 digest) {
            return full
                    ? CompletableFuture.failedFuture(Refusal.of(Reason.STORAGE_FULL, "full"))
                    : super.commit(claim, digest);
        }

        @Override
        public CompletableFuture<Upload> store(Upload arrived, Instant began, Sha256 digest) {
            return full
                    ? CompletableFuture.failedFuture(Refusal.of(Reason.STORAGE_FULL, "full"))
                    : super.store(arrived, began, digest);
        }
    }

    /** XEP-0363 §4: expire-before; the answer is no, so no bytes may stay. */
    @Test
    void anUploadThatEndsAfterItsFileLeavesNothing() throws Exception {
        Instant end = clock.instant().plusSeconds(20);
        Upload brief = reserve(catalog, issued(request(JULIET, 5, Purpose.EPHEMERAL, end), clock.instant()));
        Reception reception = receiver.begin(brief.id()).join();
        reception.accept(bytes("hello"));
        clock.advance(Duration.ofSeconds(20));

        refused(reception.finish(), Reason.SLOT_EXPIRED);
        refused(receiver.receive(brief.id(), List.of(bytes("hello")), null), Reason.SLOT_EXPIRED);

        assertThat(left()).isEmpty();
    }
}
