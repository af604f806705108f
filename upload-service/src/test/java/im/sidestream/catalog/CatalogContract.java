package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.anyId;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every catalog must do with slots, claims and commits (design: one winner, row before visibility). */
public interface CatalogContract {
    /** Returns a catalog that is empty before each test, and goes by {@link #clock}. */
    Catalog catalog();

    TestingClock clock();

    private Instant now() {
        return clock().instant();
    }

    @Test
    default void aReservedSlotIsFoundAsItWasIssued() {
        Upload upload = issued(JULIET, 42, now());

        assertThat(catalog().reserve(upload, Allowance.NONE).join()).isEqualTo(new Reservation(upload, List.of()));

        assertThat(catalog().find(upload.id()).join()).contains(upload);
    }

    @Test
    default void everyFieldOfARequestComesBack() {
        for (Purpose purpose : Purpose.values()) {
            Instant end = purpose == Purpose.EPHEMERAL ? now().plusSeconds(60) : null;
            Upload upload = issued(request(JULIET, 0, purpose, end), now());
            catalog().reserve(upload, Allowance.NONE).join();

            assertThat(catalog().find(upload.id()).join()).contains(upload);
        }
    }

    @Test
    default void aMissingTypeStaysMissing() {
        SlotRequest named = request(JULIET, 1, Purpose.MESSAGE, null);
        Upload upload = issued(new SlotRequest(SERVICE, JULIET, named.name(), 1, null, Purpose.MESSAGE, null), now());
        catalog().reserve(upload, Allowance.NONE).join();

        assertThat(catalog().find(upload.id()).join()).contains(upload);
    }

    @Test
    default void anUnknownIdIsNotFound() {
        assertThat(catalog().find(anyId()).join()).isEmpty();
    }

    @Test
    default void anIdIsReservedOnce() {
        Upload upload = reserve(catalog(), JULIET, 7, now());

        assertThat(catalog().reserve(upload, Allowance.NONE)).failsWithin(Duration.ofSeconds(10));
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(7);
    }

    @Test
    default void theFirstClaimTakesTheSlot() {
        Upload upload = reserve(catalog(), JULIET, 42, now());

        Claim claim = claim(catalog(), upload.id());

        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.leaseUntil()).isEqualTo(now().plus(LEASE));
        assertThat(claim.upload())
                .isEqualTo(new Upload(
                        upload.id(),
                        upload.request(),
                        upload.deadline(),
                        UploadState.RECEIVING,
                        1,
                        TERMS.directory(),
                        null));
        assertThat(catalog().find(upload.id()).join()).contains(claim.upload());
    }

    @Test
    default void anUnknownSlotCannotBeClaimed() {
        refused(catalog().claim(anyId(), TERMS), Reason.SLOT_EXPIRED);
    }

    @Test
    default void theDeadlineEndsTheTimeOfTheFirstClaim() {
        Upload early = reserve(catalog(), JULIET, 1, now());
        Upload late = reserve(catalog(), JULIET, 1, now());

        clock().advance(LIFETIME.minusMillis(1));
        claim(catalog(), early.id());
        clock().advance(Duration.ofMillis(1));

        refused(catalog().claim(late.id(), TERMS), Reason.SLOT_EXPIRED);
    }

    @Test
    default void aSecondClaimIsRefusedWhileTheLeaseRuns() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim first = claim(catalog(), upload.id());
        clock().advance(LEASE.minusMillis(1));

        Refusal refusal = refused(catalog().claim(upload.id(), TERMS), Reason.IN_PROGRESS);

        assertThat(refusal.retryAt()).contains(first.leaseUntil());
    }

    @Test
    default void theNextAttemptTakesOverAtTheEndOfTheLease() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        claim(catalog(), upload.id());
        clock().advance(LEASE);

        Claim second = catalog()
                .claim(upload.id(), new ClaimTerms("elsewhere", LEASE, RETRY))
                .join();

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.upload().directory()).isEqualTo("elsewhere");
    }

    @Test
    default void aReleasedSlotMayBeClaimedAtOnce() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        catalog().release(claim(catalog(), upload.id())).join();

        assertThat(claim(catalog(), upload.id()).attempt()).isEqualTo(2);
    }

    @Test
    default void retriesArePossibleAfterTheDeadlineUntilTheirOwnTimeEnds() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        clock().advance(LIFETIME.minusSeconds(1));
        catalog().release(claim(catalog(), upload.id())).join();

        clock().advance(RETRY.minusMillis(1));
        catalog().release(claim(catalog(), upload.id())).join();
        clock().advance(Duration.ofMillis(1));

        refused(catalog().claim(upload.id(), TERMS), Reason.SLOT_EXPIRED);
    }

    @Test
    default void aRenewedLeaseHoldsLonger() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim first = claim(catalog(), upload.id());
        clock().advance(LEASE.minusSeconds(1));

        assertThat(catalog().renew(first, LEASE).join()).isTrue();
        clock().advance(LEASE.minusSeconds(1));

        Refusal refusal = refused(catalog().claim(upload.id(), TERMS), Reason.IN_PROGRESS);
        assertThat(refusal.retryAt()).contains(now().plusSeconds(1));
    }

    @Test
    default void aLostClaimNeitherRenewsNorReleasesNorCommits() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim lost = claim(catalog(), upload.id());
        clock().advance(LEASE);
        Claim winner = claim(catalog(), upload.id());

        assertThat(catalog().renew(lost, LEASE).join()).isFalse();
        catalog().release(lost).join();
        refused(catalog().commit(lost, DIGEST), Reason.IN_PROGRESS);

        refused(catalog().claim(upload.id(), TERMS), Reason.IN_PROGRESS);
        assertThat(catalog().commit(winner, DIGEST).join().attempt()).isEqualTo(2);
    }

    @Test
    default void aCommitMakesTheFileVisible() {
        Upload upload = reserve(catalog(), JULIET, 42, now());
        Claim claim = claim(catalog(), upload.id());
        clock().advance(Duration.ofSeconds(3));

        Upload stored = catalog().commit(claim, DIGEST).join();

        assertThat(stored.state()).isEqualTo(UploadState.STORED);
        assertThat(stored.stored()).isEqualTo(new Stored(42, DIGEST, now()));
        assertThat(catalog().find(upload.id()).join()).contains(stored);
    }

    @Test
    default void aWriterWhoseLeaseEndedMayStillCommitWhatNobodyTookOver() {
        Upload upload = reserve(catalog(), JULIET, 42, now());
        Claim claim = claim(catalog(), upload.id());
        clock().advance(LEASE.plusSeconds(1));

        assertThat(catalog().commit(claim, DIGEST).join().state()).isEqualTo(UploadState.STORED);
    }

    @Test
    default void aStoredFileIsNeitherClaimedNorCommittedAgain() {
        Upload upload = reserve(catalog(), JULIET, 42, now());
        Claim claim = claim(catalog(), upload.id());
        Stored stored = catalog().commit(claim, DIGEST).join().stored();
        clock().advance(Duration.ofDays(1));

        assertThat(refused(catalog().claim(upload.id(), TERMS), Reason.ALREADY_STORED)
                        .stored())
                .contains(stored);
        assertThat(refused(catalog().commit(claim, new Sha256("00".repeat(32))), Reason.ALREADY_STORED)
                        .stored())
                .contains(stored);
        assertThat(catalog().renew(claim, LEASE).join()).isFalse();
        catalog().release(claim).join();
        assertThat(catalog().find(upload.id()).join().orElseThrow().stored()).isEqualTo(stored);
    }

    @Test
    default void aCommitThatIsRepeatedSucceedsAgain() {
        Upload upload = reserve(catalog(), JULIET, 42, now());
        Claim claim = claim(catalog(), upload.id());
        Upload stored = catalog().commit(claim, DIGEST).join();
        clock().advance(Duration.ofSeconds(1));

        assertThat(catalog().commit(claim, DIGEST).join()).isEqualTo(stored);
    }

    @Test
    default void ofManyClaimsAtOnceOneWins() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        List<CompletableFuture<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            claims.add(catalog().claim(upload.id(), TERMS));
        }

        long winners = claims.stream()
                .map(claim -> claim.handle((won, refusal) -> won != null).join())
                .filter(won -> won)
                .count();

        assertThat(winners).isEqualTo(1);
    }

    @Test
    default void aSlotDroppedUnderItsWriterCannotBeCommitted() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim claim = claim(catalog(), upload.id());
        clock().advance(RETRY);
        assertThat(catalog().dropAbandoned(10).join()).containsExactly(claim.upload());

        refused(catalog().commit(claim, DIGEST), Reason.SLOT_EXPIRED);
    }

    @Test
    default void aDeletedFileIsGone() {
        Upload stored = store(catalog(), JULIET, 42, now());

        assertThat(catalog().delete(stored.id(), BY_OWNER).join()).isTrue();

        assertThat(catalog().find(stored.id()).join())
                .hasValueSatisfying(row -> assertThat(row.state()).isEqualTo(UploadState.DELETING));
        refused(catalog().claim(stored.id(), TERMS), Reason.GONE);
        assertThat(catalog().delete(stored.id(), BY_OWNER).join()).isFalse();
    }

    @Test
    default void onlyStoredFilesAreDeleted() {
        Upload upload = reserve(catalog(), JULIET, 42, now());

        assertThat(catalog().delete(anyId(), BY_OWNER).join()).isFalse();
        assertThat(catalog().delete(upload.id(), BY_OWNER).join()).isFalse();
        claim(catalog(), upload.id());
        assertThat(catalog().delete(upload.id(), BY_OWNER).join()).isFalse();
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(42);
    }

    @Test
    default void keysAreMadeOncePerUse() {
        SigningKey slot = new SigningKey("a", SigningKey.Use.SLOT, "c2VjcmV0");
        SigningKey delete = new SigningKey("b", SigningKey.Use.DELETE, "c2VjcmV0");
        SigningKey late = new SigningKey("c", SigningKey.Use.SLOT, "b3RoZXI");

        assertThat(catalog().keys(List.of()).join()).isEmpty();
        assertThat(catalog().keys(List.of(slot)).join()).containsExactly(slot);
        assertThat(catalog().keys(List.of(late, delete)).join()).containsExactly(delete, slot);
        assertThat(catalog().keys(List.of(late)).join()).containsExactly(delete, slot);
    }

    @Test
    default void addedKeysAreTheNewestAndTheOldOnesStay() {
        SigningKey old = new SigningKey("a", SigningKey.Use.SLOT, "c2VjcmV0");
        SigningKey slot = new SigningKey("b", SigningKey.Use.SLOT, "bmV3");
        SigningKey delete = new SigningKey("c", SigningKey.Use.DELETE, "bmV3ZXI");
        catalog().keys(List.of(old)).join();

        catalog().addKeys(List.of(slot, delete)).join();

        assertThat(catalog().keys(List.of()).join()).containsExactly(slot, delete, old);
    }

    @Test
    default void theStoreIsNamedOnce() {
        assertThat(catalog().storeId("first").join()).isEqualTo("first");
        assertThat(catalog().storeId("second").join()).isEqualTo("first");
    }

    @Test
    default void aWorkingCatalogChecksOut() {
        assertThat(catalog().check().ok()).isTrue();
        assertThat(catalog().used(SERVICE, ROMEO).join()).isZero();
    }

    private Upload reservedUntil(Instant end) {
        return reserve(catalog(), issued(request(JULIET, 5, Purpose.EPHEMERAL, end), now()));
    }

    /** Whatever came now would be gone at once (XEP-0363 §4: expire-before). */
    @Test
    default void aSlotWhoseFileWouldBeOverIsNotClaimed() {
        Upload first = reservedUntil(now().plusSeconds(60));
        Upload again = reservedUntil(now().plusSeconds(60));
        clock().advance(Duration.ofSeconds(60).minusMillis(1));
        catalog().release(claim(catalog(), again.id())).join();
        clock().advance(Duration.ofMillis(1));

        refused(catalog().claim(first.id(), TERMS), Reason.SLOT_EXPIRED);
        refused(catalog().claim(again.id(), TERMS), Reason.SLOT_EXPIRED);
    }

    @Test
    default void aFileThatWouldBeOverIsNotCommitted() {
        Upload upload = reservedUntil(now().plus(LEASE));
        Claim claim = claim(catalog(), upload.id());
        assertThat(catalog().renew(claim, LEASE.multipliedBy(2)).join()).isTrue();
        clock().advance(LEASE);

        refused(catalog().commit(claim, DIGEST), Reason.SLOT_EXPIRED);
        refused(catalog().claim(upload.id(), TERMS), Reason.SLOT_EXPIRED);
        assertThat(catalog().find(upload.id()).join().orElseThrow().stored()).isNull();
    }

    @Test
    default void aCommitThatIsRepeatedAfterTheEndSucceedsAgain() {
        Upload upload = reservedUntil(now().plusSeconds(20));
        Claim claim = claim(catalog(), upload.id());
        Upload stored = catalog().commit(claim, DIGEST).join();
        clock().advance(Duration.ofSeconds(20));

        assertThat(catalog().commit(claim, DIGEST).join()).isEqualTo(stored);
    }
}
