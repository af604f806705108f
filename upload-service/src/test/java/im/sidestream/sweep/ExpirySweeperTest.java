package im.sidestream.sweep;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.BlobKey;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.catalog.TestingRetention;
import im.sidestream.slot.Allowance;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Upload;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows first, blobs after them, never in a store that is not ours. */
final class ExpirySweeperTest {
    private final TestingClock clock = new TestingClock();
    private final TestingRetention retention = new TestingRetention();
    private final InMemoryCatalog catalog = new InMemoryCatalog(clock, retention);
    private final ListedBlobs blobs = new ListedBlobs("our store");
    private final SweepLimits limits = new SweepLimits(2, 6, Duration.ofDays(30));
    private final ExpirySweeper sweeper = new ExpirySweeper(catalog, blobs, limits, clock);
    private final OrphanSweeper orphans = new OrphanSweeper(catalog, blobs, limits);

    @BeforeEach
    void nameTheStore() {
        catalog.storeId("our store").join();
        retention.keepMessages(Duration.ofDays(1));
        catalog.redate(1).join();
    }

    private static BlobKey key(Upload upload, int attempt) {
        return BlobKey.of("2026030112", upload.id().value(), attempt);
    }

    private Upload stored() {
        Upload upload = store(catalog, JULIET, 1, clock.instant());
        blobs.add(BlobKey.of(upload.directory(), upload.id().value(), 1));
        return upload;
    }

    private static BlobKey own(Upload upload) {
        return BlobKey.of(upload.directory(), upload.id().value(), upload.attempt());
    }

    @Test
    void anExpiredFileLosesItsRowAndThenItsBlob() {
        Upload old = stored();
        clock.advance(Duration.ofHours(1));
        Upload young = stored();
        clock.advance(Duration.ofHours(23));

        SweepReport report = sweeper.sweep();

        assertThat(report).isEqualTo(new SweepReport(0, 1, 0, 1, 0, 0, 0, null));
        assertThat(report.clean()).isTrue();
        assertThat(blobs.keys()).containsExactly(own(young));
        assertThat(catalog.awaitingRemoval(10).join()).isEmpty();
        assertThat(catalog.find(old.id()).join()).isPresent();
    }

    @Test
    void whatAbandonedAttemptsLeftIsRemoved() {
        Upload upload = reserve(catalog, JULIET, 1, clock.instant());
        Claim claim = claim(catalog, upload.id());
        BlobKey first = own(claim.upload());
        catalog.release(claim).join();
        BlobKey second = own(claim(catalog, upload.id()).upload());
        blobs.add(first);
        blobs.add(second);
        reserve(catalog, JULIET, 1, clock.instant());
        clock.advance(RETRY);

        assertThat(sweeper.sweep().abandoned()).isEqualTo(2);
        assertThat(blobs.keys()).isEmpty();
    }

    @Test
    void whatAttemptsOfAGivenUpReservationLeftIsRemoved(@TempDir Path directory) {
        Duration longAfter = RETRY.multipliedBy(2);
        try (SqliteCatalog real = SqliteCatalog.open(directory.resolve("c.db"), false, clock, Runnable::run)) {
            real.storeId("our store").join();
            Upload given = reserve(real, JULIET, 7, clock.instant());
            blobs.add(own(claim(real, given.id()).upload()));
            clock.advance(longAfter);
            Allowance full = new Allowance(10, new Quota(10, 100), 100, false);
            real.reserve(issued(JULIET, 7, clock.instant()), full).join();
            assertThat(blobs.keys()).hasSize(1);

            SweepReport report = new ExpirySweeper(real, blobs, limits, clock).sweep();

            assertThat(report.removed()).isEqualTo(1);
            assertThat(blobs.keys()).isEmpty();
            assertThat(real.awaitingRemoval(10).join()).isEmpty();
        }
    }

    @Test
    void aBlobThatWillNotGoIsReportedPassedAndTriedAgain() {
        Upload stuck = stored();
        for (int i = 0; i < 4; i++) {
            stored();
        }
        blobs.refuse(own(stuck));
        clock.advance(Duration.ofDays(1));

        SweepReport first = sweeper.sweep();
        assertThat(first).isEqualTo(new SweepReport(0, 5, 0, 4, 0, 0, 1, null));
        assertThat(first.clean()).isFalse();
        assertThat(blobs.keys()).containsExactly(own(stuck));

        blobs.refuseNothing();
        assertThat(sweeper.sweep().removed()).isEqualTo(1);
        assertThat(blobs.keys()).isEmpty();
    }

    @Test
    void aRunIsBoundedAndTheNextGoesOn() {
        for (int i = 0; i < 9; i++) {
            stored();
        }
        clock.advance(Duration.ofDays(1));

        assertThat(sweeper.sweep().expired()).isEqualTo(6);
        assertThat(sweeper.sweep().expired()).isEqualTo(3);
        assertThat(blobs.keys()).isEmpty();
    }

    @Test
    void tombstonesAreForgottenAfterTheirTime() {
        Upload upload = stored();
        clock.advance(Duration.ofDays(1));
        sweeper.sweep();
        clock.advance(Duration.ofDays(30));
        assertThat(sweeper.sweep().forgotten()).isZero();
        clock.advance(Duration.ofMillis(1));

        assertThat(sweeper.sweep().forgotten()).isEqualTo(1);
        assertThat(catalog.find(upload.id()).join()).isEmpty();
    }

    @Test
    void anotherStoreIsNotTouched() {
        stored();
        clock.advance(Duration.ofDays(1));
        for (ListedBlobs foreign : new ListedBlobs[] {new ListedBlobs(null), new ListedBlobs("another")}) {
            BlobKey lost = key(reserve(catalog, JULIET, 1, clock.instant()), 1);
            foreign.add(lost);

            SweepReport expiry = new ExpirySweeper(catalog, foreign, limits, clock).sweep();
            SweepReport search = new OrphanSweeper(catalog, foreign, limits).sweep();

            assertThat(expiry.problem()).contains("store");
            assertThat(search.problem()).contains("store");
            assertThat(expiry.expired() + expiry.removed() + search.orphans()).isZero();
            assertThat(foreign.keys()).containsExactly(lost);
        }
    }

    @Test
    void blobsWithoutARowAreOrphans() {
        Upload kept = stored();
        Upload dropped = reserve(catalog, JULIET, 1, clock.instant());
        clock.advance(LIFETIME);
        catalog.dropAbandoned(1).join();
        blobs.add(key(dropped, 3));
        blobs.add(BlobKey.of(kept.directory(), kept.id().value(), 2));
        blobs.add(BlobKey.of("elsewhere", kept.id().value(), 1));

        assertThat(orphans.sweep()).isEqualTo(new SweepReport(0, 0, 0, 0, 3, 0, 0, null));
        assertThat(blobs.keys()).containsExactly(own(kept));
    }

    /** A kill between the bytes of an upload that came whole and its row leaves them under any number there is. */
    @Test
    void whatCameWholeAndHasNoRowIsAnOrphan() {
        blobs.add(BlobKey.of("2026030112", "x".repeat(27), Integer.MAX_VALUE));
        BlobKey beyond = new BlobKey("2026030112", "x".repeat(27) + ".2147483648");
        blobs.add(beyond);

        assertThat(orphans.sweep().orphans()).isEqualTo(1);
        assertThat(blobs.keys()).containsExactly(beyond);
    }

    @Test
    void nothingOfAnOpenSlotAndNoStrangersFileIsAnOrphan() {
        Upload issued = reserve(catalog, JULIET, 1, clock.instant());
        Upload receiving = reserve(catalog, JULIET, 1, clock.instant());
        claim(catalog, receiving.id());
        blobs.add(key(issued, 1));
        blobs.add(key(receiving, 1));
        blobs.add(key(receiving, 2));
        blobs.add(new BlobKey("letters", "to-my-landlord.1"));
        blobs.add(new BlobKey("letters", "no-dot"));

        assertThat(orphans.sweep().orphans()).isZero();
        assertThat(blobs.keys()).hasSize(5);
    }

    @Test
    void anOrphanThatWillNotGoIsReported() {
        BlobKey orphan = BlobKey.of("2026030112", "x".repeat(27), 1);
        blobs.add(orphan);
        blobs.refuse(orphan);

        assertThat(orphans.sweep()).isEqualTo(new SweepReport(0, 0, 0, 0, 0, 0, 1, null));
    }
}
