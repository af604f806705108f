package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How every catalog finds room: a bucket for each purpose (XEP-0363 §4), true times to try again, evictions. */
public interface RoomContract {
    Allowance EVICTING = new Allowance(Quota.UNLIMITED, new Quota(100, Quota.UNLIMITED), Quota.UNLIMITED, true);

    /** Returns a catalog that is empty before each test, and goes by {@link #clock} and {@link #retention}. */
    Catalog catalog();

    TestingClock clock();

    TestingRetention retention();

    private Instant now() {
        return clock().instant();
    }

    private CompletableFuture<Reservation> ask(Purpose purpose, long size, Allowance allowance) {
        Instant end = purpose == Purpose.EPHEMERAL ? now().plus(Duration.ofDays(2)) : null;
        return catalog().reserve(issued(request(JULIET, size, purpose, end), now()), allowance);
    }

    private Upload stored(Purpose purpose, long size, @Nullable Instant end) {
        return store(catalog(), issued(request(JULIET, size, purpose, end), now()));
    }

    private static Allowance total(long bytes) {
        return Allowance.of(new Quota(bytes, Quota.UNLIMITED));
    }

    private static Allowance bucket(long bytes) {
        return new Allowance(bytes, Quota.NONE, Quota.UNLIMITED, false);
    }

    private UploadState state(Upload upload) {
        return catalog().find(upload.id()).join().orElseThrow().state();
    }

    /** Asks, is told a time, and finds that nothing fits a moment before it and the same request does then. */
    private void fitsAtTheTimeItIsTold(Purpose purpose, long size, Allowance allowance, Instant expected) {
        Refusal refusal = refused(ask(purpose, size, allowance), Reason.QUOTA_EXCEEDED);
        assertThat(refusal.retryAt()).contains(expected);
        clock().advance(Duration.between(now(), expected).minusMillis(1));
        refused(ask(purpose, size, allowance), Reason.QUOTA_EXCEEDED);
        clock().advance(Duration.ofMillis(1));
        ask(purpose, size, allowance).join();
    }

    @Test
    @Requirement("P-05")
    default void eachPurposeHasItsOwnBucket() {
        ask(Purpose.PROFILE, 60, bucket(100)).join();
        refused(ask(Purpose.PROFILE, 41, bucket(100)), Reason.QUOTA_EXCEEDED);

        ask(Purpose.MESSAGE, 100, bucket(100)).join();
        ask(Purpose.PROFILE, 40, bucket(100)).join();

        assertThat(catalog().usage(new Owner(SERVICE, JULIET)).join())
                .isEqualTo(new Usage(
                        new Owner(SERVICE, JULIET),
                        Map.of(
                                Purpose.PROFILE, new Usage.Amount(100, 2),
                                Purpose.MESSAGE, new Usage.Amount(100, 1)),
                        new Usage.Amount(200, 3)));
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(200);
    }

    @Test
    default void allPurposesShareTheTotal() {
        for (Purpose purpose : Purpose.values()) {
            ask(purpose, 25, total(100)).join();
        }

        for (Purpose purpose : Purpose.values()) {
            refused(ask(purpose, 1, total(100)), Reason.QUOTA_EXCEEDED);
        }
    }

    @Test
    @Requirement("E-full")
    default void theServiceIsFullForEveryone() {
        Allowance allowance = new Allowance(Quota.UNLIMITED, Quota.NONE, 100, false);
        reserve(catalog(), ROMEO, 60, now());

        assertThat(refused(ask(Purpose.MESSAGE, 41, allowance), Reason.STORAGE_FULL)
                        .retryAt())
                .isEmpty();
        ask(Purpose.MESSAGE, 40, allowance).join();
        refused(catalog().reserve(issued(ROMEO, 1, now()), allowance), Reason.STORAGE_FULL);
    }

    @Test
    default void anUnusedReservationIsGivenBackAtItsDeadlineWithoutTheSweep() {
        Instant start = now();
        reserve(catalog(), JULIET, 60, now());
        clock().advance(Duration.ofSeconds(10));
        reserve(catalog(), JULIET, 40, now());

        fitsAtTheTimeItIsTold(Purpose.MESSAGE, 50, total(100), start.plus(LIFETIME));
    }

    @Test
    default void aBrokenUploadIsGivenBackWhenItsRetriesEndAndItsBytesAreStillRemoved() {
        Upload upload = reserve(catalog(), JULIET, 100, now());
        Instant end = now().plus(RETRY);
        catalog().release(claim(catalog(), upload.id())).join();

        fitsAtTheTimeItIsTold(Purpose.MESSAGE, 1, total(100), end);

        assertThat(catalog().awaitingRemoval(10).join())
                .singleElement()
                .satisfies(row -> assertThat(row.id()).isEqualTo(upload.id()));
        refused(catalog().claim(upload.id(), Fixtures.TERMS), Reason.SLOT_EXPIRED);
    }

    @Test
    default void anExpiredFileIsGivenBackWithoutTheSweep() {
        retention().keepMessages(Duration.ofHours(1));
        stored(Purpose.PERMANENT, 20, null);
        stored(Purpose.MESSAGE, 30, null);
        clock().advance(Duration.ofMinutes(10));
        Upload late = stored(Purpose.MESSAGE, 50, null);

        fitsAtTheTimeItIsTold(Purpose.PROFILE, 60, total(100), now().plus(Duration.ofHours(1)));

        assertThat(state(late)).isEqualTo(UploadState.DELETING);
    }

    @Test
    default void aBucketWaitsForFilesOfItsOwnPurpose() {
        retention().keepMessages(Duration.ofHours(1));
        stored(Purpose.MESSAGE, 50, null);
        Instant end = now().plus(Duration.ofHours(3));
        stored(Purpose.EPHEMERAL, 50, end);

        fitsAtTheTimeItIsTold(Purpose.EPHEMERAL, 60, bucket(100), end);
    }

    @Test
    default void theLatestOfSeveralLimitsIsTold() {
        Allowance both = Allowance.of(new Quota(100, 100));
        retention().keepMessages(Duration.ofHours(1));
        Instant hour = now().truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        stored(Purpose.MESSAGE, 100, null);

        fitsAtTheTimeItIsTold(Purpose.MESSAGE, 1, both, hour.plus(Duration.ofHours(24)));
    }

    @Test
    default void noTimeIsToldWhereNoneIsKnown() {
        stored(Purpose.MESSAGE, 60, null);

        assertThat(refused(ask(Purpose.MESSAGE, 50, total(100)), Reason.QUOTA_EXCEEDED)
                        .retryAt())
                .isEmpty();
        assertThat(refused(ask(Purpose.MESSAGE, 101, bucket(100)), Reason.QUOTA_EXCEEDED)
                        .retryAt())
                .isEmpty();
    }

    @Test
    default void evictionTakesTheOldestMessagesAndNoMoreThanItMust() {
        Upload first = stored(Purpose.MESSAGE, 30, null);
        Upload second = stored(Purpose.MESSAGE, 30, null);
        Upload third = stored(Purpose.MESSAGE, 30, null);
        Upload others = store(catalog(), issued(ROMEO, 100, now()));

        Reservation made = ask(Purpose.PROFILE, 50, EVICTING).join();

        assertThat(made.evicted()).extracting(Upload::id).containsExactly(first.id(), second.id());
        assertThat(made.evicted()).allSatisfy(gone -> assertThat(gone.state()).isEqualTo(UploadState.DELETING));
        assertThat(state(second)).isEqualTo(UploadState.DELETING);
        assertThat(state(third)).isEqualTo(UploadState.STORED);
        assertThat(state(others)).isEqualTo(UploadState.STORED);
        assertThat(catalog().used(SERVICE, JULIET).join()).isEqualTo(80);
        assertThat(catalog().awaitingRemoval(10).join()).hasSize(2);
    }

    @Test
    default void nothingIsEvictedWhereItWouldNotHelp() {
        stored(Purpose.PROFILE, 60, null);
        Upload message = stored(Purpose.MESSAGE, 20, null);
        reserve(catalog(), JULIET, 20, now());

        refused(ask(Purpose.MESSAGE, 30, EVICTING), Reason.QUOTA_EXCEEDED);
        refused(ask(Purpose.MESSAGE, 101, EVICTING), Reason.QUOTA_EXCEEDED);
        refused(ask(Purpose.PROFILE, 1, new Allowance(60, Quota.NONE, Quota.UNLIMITED, true)), Reason.QUOTA_EXCEEDED);
        refused(ask(Purpose.MESSAGE, 1, new Allowance(Quota.UNLIMITED, Quota.NONE, 100, true)), Reason.STORAGE_FULL);

        assertThat(state(message)).isEqualTo(UploadState.STORED);
    }

    @Test
    default void whatIsNotStoredIsOutstanding() {
        Upload reserved = reserve(catalog(), JULIET, 5, now());
        reserve(catalog(), ROMEO, 7, now());
        Upload gone = stored(Purpose.MESSAGE, 100, null);
        assertThat(catalog().outstanding().join()).isEqualTo(12);

        catalog().delete(gone.id(), BY_OWNER).join();
        catalog().commit(claim(catalog(), reserved.id()), Fixtures.DIGEST).join();

        assertThat(catalog().outstanding().join()).isEqualTo(7);
    }

    @Test
    default void aFileWhoseNewRetentionIsLongerIsNotGivenUp() {
        retention().keepMessages(Duration.ofHours(1));
        Upload upload = stored(Purpose.MESSAGE, 100, null);
        retention().become(new Retention(Map.of(Purpose.MESSAGE, Duration.ofHours(2))));
        clock().advance(Duration.ofHours(1));

        refused(ask(Purpose.MESSAGE, 1, total(100)), Reason.QUOTA_EXCEEDED);
        assertThat(state(upload)).isEqualTo(UploadState.STORED);
    }

    /** Its bytes stay where it completes, so no time rests on them. */
    @Test
    default void nobodyCountsOnTheEndOfAnUploadThatRuns() {
        retention().keepMessages(Duration.ofHours(1));
        stored(Purpose.MESSAGE, 50, null);
        Instant end = now().plus(Duration.ofHours(1));
        clock().advance(Duration.ofMinutes(10));
        Claim running = claim(catalog(), reserve(catalog(), JULIET, 50, now()).id());

        assertThat(refused(ask(Purpose.MESSAGE, 10, total(100)), Reason.QUOTA_EXCEEDED)
                        .retryAt())
                .contains(end);
        assertThat(refused(ask(Purpose.MESSAGE, 60, total(100)), Reason.QUOTA_EXCEEDED)
                        .retryAt())
                .isEmpty();
        catalog().commit(running, Fixtures.DIGEST).join();

        fitsAtTheTimeItIsTold(Purpose.MESSAGE, 10, total(100), end);
    }

    @Test
    default void aTimeFollowsARetentionThatBecameShorter() {
        stored(Purpose.MESSAGE, 100, null);
        retention().keepMessages(Duration.ofHours(1));

        fitsAtTheTimeItIsTold(Purpose.MESSAGE, 1, total(100), now().plus(Duration.ofHours(1)));
    }

    @Test
    default void whatAShorterRetentionEndedMakesRoomAtOnce() {
        Upload upload = stored(Purpose.MESSAGE, 100, null);
        clock().advance(Duration.ofHours(2));
        retention().keepMessages(Duration.ofHours(1));

        ask(Purpose.MESSAGE, 1, total(100)).join();
        assertThat(state(upload)).isEqualTo(UploadState.DELETING);
    }
}
