package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every catalog must do with uploads that arrive whole: one step, and still one winner. */
public interface StoreContract {
    Catalog catalog();

    TestingClock clock();

    private CompletableFuture<Upload> store(Upload issued, int attempt) {
        return catalog().store(issued.attempted(attempt, "2026030112"), clock().instant(), DIGEST);
    }

    private Upload reserved() {
        return reserve(catalog(), JULIET, 42, clock().instant());
    }

    @Test
    default void aWholeUploadIsVisibleWithItsAttemptAndItsDigest() {
        Upload upload = reserved();

        Upload stored = store(upload, 77).join();

        assertThat(catalog().find(upload.id()).join()).contains(stored);
        assertThat(stored.state()).isEqualTo(UploadState.STORED);
        assertThat(stored.attempt()).isEqualTo(77);
        assertThat(stored.directory()).isEqualTo("2026030112");
        assertThat(stored.stored()).isEqualTo(new Stored(42, DIGEST, clock().instant()));
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(42);
    }

    @Test
    default void theFirstOfTwoWholeUploadsWinsAndTheOtherHearsOfIt() {
        Upload upload = reserved();
        store(upload, 77).join();

        CompletableFuture<Upload> second =
                catalog().store(upload.attempted(78, "x"), clock().instant(), new Sha256("cd".repeat(32)));

        refused(second, Reason.ALREADY_STORED);
        assertThat(catalog().find(upload.id()).join().orElseThrow().attempt()).isEqualTo(77);
    }

    @Test
    default void aWholeUploadThatIsRepeatedSucceedsAgain() {
        Upload upload = reserved();
        Upload stored = store(upload, 77).join();
        clock().advance(LIFETIME.plusSeconds(1));

        assertThat(store(upload, 77).join()).isEqualTo(stored);
        refused(store(upload, 78), Reason.ALREADY_STORED);
    }

    @Test
    default void aWholeUploadDoesNotOvertakeOneThatClaimed() {
        Upload upload = reserved();
        var claim = claim(catalog(), upload.id());

        refused(store(upload, 77), Reason.IN_PROGRESS);

        assertThat(catalog().commit(claim, DIGEST).join().attempt()).isEqualTo(1);
    }

    @Test
    default void aWholeUploadMustHaveBegunBeforeTheDeadline() {
        Upload upload = reserved();
        var began = clock().instant().plus(LIFETIME).minusMillis(1);
        clock().advance(LIFETIME.plusSeconds(1));

        refused(store(upload, 77), Reason.SLOT_EXPIRED);
        assertThat(catalog()
                        .store(upload.attempted(78, "x"), began, DIGEST)
                        .join()
                        .state())
                .isEqualTo(UploadState.STORED);
    }

    @Test
    default void aWholeUploadNeedsItsRow() {
        Upload unknown = issued(JULIET, 42, clock().instant());

        refused(store(unknown, 77), Reason.SLOT_EXPIRED);
    }

    /** XEP-0363 §4: expire-before. */
    @Test
    default void aWholeUploadWhoseFileWouldBeOverIsRefused() {
        Instant began = clock().instant();
        Instant end = began.plusSeconds(60);
        Upload upload = reserve(catalog(), issued(request(JULIET, 42, Purpose.EPHEMERAL, end), began));
        clock().advance(Duration.ofSeconds(60));

        refused(catalog().store(upload.attempted(77, "x"), began, DIGEST), Reason.SLOT_EXPIRED);
        assertThat(catalog().find(upload.id()).join().orElseThrow().state()).isEqualTo(UploadState.ISSUED);
    }
}
