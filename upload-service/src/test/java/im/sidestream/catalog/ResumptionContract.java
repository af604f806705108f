package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.LIFETIME;
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

import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every catalog must do with uploads that grow piece by piece (design 11): each step is a compare-and-set. */
public interface ResumptionContract {
    Duration DAY = Duration.ofHours(24);
    ClaimTerms GO_ON = new ClaimTerms("2026030113", LEASE, DAY);

    Catalog catalog();

    TestingClock clock();

    private Upload reserved() {
        return reserve(catalog(), JULIET, 10, clock().instant());
    }

    private Claim resume(SlotId id, long offset) {
        return catalog().resume(id, offset, GO_ON).join();
    }

    private static Piece piece(Claim claim, long start, long size) {
        return new Piece(start, size, claim.attempt(), claim.upload().directory());
    }

    private Piece append(Claim claim, long start, long size) {
        Piece piece = piece(claim, start, size);
        catalog().append(claim, piece).join();
        return piece;
    }

    private Upload row(Upload upload) {
        return catalog().find(upload.id()).join().orElseThrow();
    }

    @Test
    default void piecesThatFollowEachOtherMakeAFile() {
        Upload upload = reserved();
        Claim first = resume(upload.id(), 0);
        Piece one = append(first, 0, 4);
        assertThat(row(upload).pieced()).isEqualTo(4);
        Claim second = resume(upload.id(), 4);
        Piece two = append(second, 4, 1);

        Piece last = piece(second, 5, 5);
        Upload stored = catalog().complete(second, last, DIGEST).join();

        assertThat(row(upload)).isEqualTo(stored);
        assertThat(stored.state()).isEqualTo(UploadState.STORED);
        assertThat(stored.stored()).isEqualTo(new Stored(10, DIGEST, clock().instant()));
        assertThat(stored.pieced()).isEqualTo(10);
        assertThat(stored.attempt()).isEqualTo(2);
        assertThat(catalog().pieces(upload.id()).join()).containsExactly(one, two, last);
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(10);
        assertThat(catalog().stored(null, 9).join()).containsExactly(stored);
    }

    @Test
    default void nothingIsVisibleBeforeTheLastPiece() {
        Upload upload = reserved();
        append(resume(upload.id(), 0), 0, 9);

        assertThat(row(upload).state()).isEqualTo(UploadState.RECEIVING);
        assertThat(row(upload).stored()).isNull();
        assertThat(catalog().stored(null, 9).join()).isEmpty();
    }

    /** The zombie: whoever resumed later wins, whatever the earlier one still does. */
    @Test
    default void aLaterAttemptFencesTheEarlierOneOff() {
        Upload upload = reserved();
        Claim zombie = resume(upload.id(), 0);
        append(zombie, 0, 2);
        Claim newest = resume(upload.id(), 2);

        refused(catalog().append(zombie, piece(zombie, 2, 3)), Reason.IN_PROGRESS);
        refused(catalog().complete(zombie, piece(zombie, 2, 8), DIGEST), Reason.IN_PROGRESS);
        assertThat(catalog().renew(zombie, LEASE).join()).isFalse();
        assertThat(row(upload).pieced()).isEqualTo(2);

        Upload stored = catalog().complete(newest, piece(newest, 2, 8), DIGEST).join();
        assertThat(stored.pieced()).isEqualTo(10);
        assertThat(catalog().pieces(upload.id()).join()).hasSize(2);
        refused(catalog().append(zombie, piece(zombie, 2, 3)), Reason.ALREADY_STORED);
    }

    @Test
    default void aPieceMustBeginWhereTheUploadEnds() {
        Upload upload = reserved();
        Claim claim = resume(upload.id(), 0);
        append(claim, 0, 4);

        refused(catalog().append(claim, piece(claim, 0, 4)), Reason.IN_PROGRESS);
        refused(catalog().append(claim, piece(claim, 5, 1)), Reason.IN_PROGRESS);

        assertThat(row(upload).pieced()).isEqualTo(4);
        assertThat(catalog().pieces(upload.id()).join()).hasSize(1);
    }

    @Test
    default void goingOnElsewhereIsRefusedWithTheOffsetAndTakesNothingOver() {
        Upload upload = reserved();
        Claim claim = resume(upload.id(), 0);
        append(claim, 0, 4);

        Refusal refusal = refused(catalog().resume(upload.id(), 3, GO_ON), Reason.OFFSET_MISMATCH);

        assertThat(refusal.offset()).hasValue(4);
        append(claim, 4, 1);
    }

    @Test
    default void aFileIsCompletedTwiceByTheSameAttemptAlone() {
        Upload upload = reserved();
        Claim claim = resume(upload.id(), 0);
        Upload stored = catalog().complete(claim, piece(claim, 0, 10), DIGEST).join();

        assertThat(catalog().complete(claim, piece(claim, 0, 10), DIGEST).join())
                .isEqualTo(stored);
        Refusal refusal = refused(catalog().resume(upload.id(), 10, GO_ON), Reason.ALREADY_STORED);
        assertThat(refusal.stored()).contains(new Stored(10, DIGEST, clock().instant()));
    }

    @Test
    default void theFirstTimeMustComeBeforeTheDeadlineAndLaterOnesWithinADayAfterIt() {
        Upload late = reserved();
        Upload upload = reserved();
        clock().advance(LIFETIME.minusMillis(1));
        append(resume(upload.id(), 0), 0, 1);
        clock().advance(Duration.ofMillis(1));
        refused(catalog().resume(late.id(), 0, GO_ON), Reason.SLOT_EXPIRED);

        clock().advance(DAY.minusMillis(1));
        append(resume(upload.id(), 1), 1, 1);
        clock().advance(LEASE.plus(Catalog.SILENCE));

        refused(catalog().resume(upload.id(), 2, GO_ON), Reason.SLOT_EXPIRED);
    }

    @Test
    default void whatIsToldOfAnUploadSaysHowFarItIsAndHowLongItLasts() {
        Upload upload = reserved();
        assertThat(catalog().resumption(upload.id()).join()).contains(new Resumption(upload, upload.deadline()));
        append(resume(upload.id(), 0), 0, 3);

        Resumption told = catalog().resumption(upload.id()).join().orElseThrow();

        assertThat(told.upload().pieced()).isEqualTo(3);
        assertThat(told.until()).isEqualTo(upload.deadline().plus(DAY));
        assertThat(catalog().resumption(anyId()).join()).isEmpty();
        refused(catalog().resume(anyId(), 0, GO_ON), Reason.SLOT_EXPIRED);
    }

    @Test
    default void aPlainUploadIsNotTakenOver() {
        Upload upload = reserved();
        Claim plain = claim(catalog(), upload.id());

        Refusal refusal = refused(catalog().resume(upload.id(), 0, GO_ON), Reason.IN_PROGRESS);

        assertThat(refusal.retryAt()).contains(plain.leaseUntil());
        catalog().release(plain).join();
        append(resume(upload.id(), 0), 0, 3);
    }

    @Test
    default void aPlainUploadMayBeginAgainOnceNobodyGoesOn() {
        Upload upload = reserved();
        Claim resumed = resume(upload.id(), 0);
        append(resumed, 0, 4);
        refused(catalog().claim(upload.id(), TERMS), Reason.IN_PROGRESS);
        catalog().release(resumed).join();

        Claim plain = claim(catalog(), upload.id());
        refused(catalog().resume(upload.id(), 4, GO_ON), Reason.IN_PROGRESS);
        assertThat(plain.upload().pieced()).isEqualTo(4);
        Upload stored = catalog().commit(plain, DIGEST).join();

        assertThat(stored.pieced()).isZero();
        assertThat(row(upload)).isEqualTo(stored);
    }

    @Test
    default void aPlainUploadThatBreaksTakesNothingFromTheOffset() {
        Upload upload = reserved();
        Claim resumed = resume(upload.id(), 0);
        append(resumed, 0, 4);
        catalog().release(resumed).join();
        catalog().release(claim(catalog(), upload.id())).join();

        append(resume(upload.id(), 4), 4, 1);

        assertThat(row(upload).pieced()).isEqualTo(5);
    }

    @Test
    default void whatIsAbandonedAfterADayIsGivenBackAndItsPiecesAwaitTheirRemoval() {
        Upload upload = reserved();
        append(resume(upload.id(), 0), 0, 4);
        clock().advance(LIFETIME.plus(DAY).minusMillis(1));
        assertThat(catalog().dropAbandoned(9).join()).isEmpty();
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(10);
        clock().advance(Duration.ofMillis(1));

        assertThat(catalog().dropAbandoned(9).join()).hasSize(1);

        assertThat(catalog().used(SERVICE, JULIET).join()).isZero();
        assertThat(catalog().usage(new Owner(SERVICE, JULIET)).join().today().bytes())
                .isZero();
        assertThat(catalog().awaitingRemoval(9).join()).hasSize(1);
        assertThat(catalog().pieces(upload.id()).join()).hasSize(1);
        refused(catalog().resume(upload.id(), 4, GO_ON), Reason.SLOT_EXPIRED);
        catalog().removed(upload.id()).join();
        assertThat(catalog().pieces(upload.id()).join()).isEmpty();
        assertThat(catalog().awaitingRemoval(9).join()).isEmpty();
    }

    @Test
    default void whoGivesAnUploadUpGetsItsBytesBackAndEndsWhoeverGoesOn() {
        Upload upload = reserved();
        Claim claim = resume(upload.id(), 0);
        append(claim, 0, 4);

        assertThat(catalog().giveUp(upload.id()).join()).isTrue();

        refused(catalog().append(claim, piece(claim, 4, 1)), Reason.SLOT_EXPIRED);
        refused(catalog().resume(upload.id(), 4, GO_ON), Reason.SLOT_EXPIRED);
        assertThat(catalog().used(SERVICE, JULIET).join()).isZero();
        assertThat(catalog().awaitingRemoval(9).join()).hasSize(1);
        assertThat(catalog().giveUp(upload.id()).join()).isFalse();
    }

    @Test
    default void onlyWhatIsNotFilledIsGivenUp() {
        Upload issued = reserved();
        Upload stored = store(catalog(), JULIET, 5, clock().instant());

        assertThat(catalog().giveUp(issued.id()).join()).isTrue();
        assertThat(catalog().giveUp(stored.id()).join()).isFalse();
        assertThat(catalog().giveUp(anyId()).join()).isFalse();

        assertThat(catalog().find(issued.id()).join()).isEmpty();
        assertThat(row(stored)).isEqualTo(stored);
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(5);
    }

    @Test
    default void piecesStayUntilADeletedFilesBytesAreRemoved() {
        Upload upload = reserved();
        Claim claim = resume(upload.id(), 0);
        append(claim, 0, 4);
        catalog().complete(claim, piece(claim, 4, 6), DIGEST).join();

        assertThat(catalog().delete(upload.id(), BY_OWNER).join()).isTrue();

        assertThat(row(upload).pieced()).isEqualTo(10);
        assertThat(catalog().pieces(upload.id()).join()).hasSize(2);
        catalog().removed(upload.id()).join();
        assertThat(catalog().pieces(upload.id()).join()).isEqualTo(List.of());
    }

    /** XEP-0363 §4: expire-before. */
    @Test
    default void aFileThatWouldBeOverIsNeitherGoneOnWithNorCompleted() {
        var end = clock().instant().plusSeconds(60);
        Upload upload = reserve(catalog(), issued(request(JULIET, 10, Purpose.EPHEMERAL, end), clock().instant()));
        Claim claim = resume(upload.id(), 0);
        append(claim, 0, 4);
        clock().advance(Duration.ofSeconds(60));

        refused(catalog().resume(upload.id(), 4, GO_ON), Reason.SLOT_EXPIRED);
        refused(catalog().complete(claim, piece(claim, 4, 6), DIGEST), Reason.SLOT_EXPIRED);
        assertThat(row(upload).stored()).isNull();
    }
}
