package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every catalog must give up in time, and keep until then. */
public interface CatalogSweepContract {
    /** Returns a catalog that is empty before each test, and goes by {@link #clock}. */
    Catalog catalog();

    TestingClock clock();

    /** Returns what the catalog asks when files end. */
    TestingRetention retention();

    private Instant now() {
        return clock().instant();
    }

    private Upload stored(Purpose purpose, @Nullable Instant end) {
        return store(catalog(), issued(request(JULIET, 10, purpose, end), now()));
    }

    @Test
    default void aSlotIsAbandonedAtItsDeadline() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        clock().advance(LIFETIME.minusMillis(1));
        assertThat(catalog().dropAbandoned(10).join()).isEmpty();
        clock().advance(Duration.ofMillis(1));

        assertThat(catalog().dropAbandoned(10).join()).containsExactly(upload);

        assertThat(catalog().find(upload.id()).join()).isEmpty();
        assertThat(catalog().dropAbandoned(10).join()).isEmpty();
    }

    @Test
    default void aRunningUploadIsNotAbandoned() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim claim = claim(catalog(), upload.id());
        clock().advance(LEASE);
        clock().advance(RETRY);
        catalog().renew(claim, LEASE).join();
        clock().advance(LEASE.plus(Catalog.SILENCE).minusMillis(1));
        assertThat(catalog().dropAbandoned(10).join()).isEmpty();
        clock().advance(Duration.ofMillis(1));

        assertThat(catalog().dropAbandoned(10).join()).containsExactly(claim.upload());
    }

    @Test
    default void anUploadThatFellSilentGoesOnWhileItsConnectionMayLast() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim claim = claim(catalog(), upload.id());
        clock().advance(RETRY);
        catalog().renew(claim, LEASE).join();

        clock().advance(Catalog.SILENCE);
        assertThat(catalog().dropAbandoned(10).join()).isEmpty();

        assertThat(catalog().renew(claim, LEASE).join()).isTrue();
        assertThat(catalog().commit(claim, DIGEST).join().state()).isEqualTo(UploadState.STORED);
    }

    @Test
    default void aBrokenUploadIsAbandonedWhenItsRetriesEnd() {
        Upload upload = reserve(catalog(), JULIET, 1, now());
        catalog().release(claim(catalog(), upload.id())).join();
        clock().advance(RETRY.minusMillis(1));
        assertThat(catalog().dropAbandoned(10).join()).isEmpty();
        clock().advance(Duration.ofMillis(1));

        assertThat(catalog().dropAbandoned(10).join()).hasSize(1);
    }

    @Test
    default void storedFilesAreNeverAbandoned() {
        store(catalog(), JULIET, 1, now());
        clock().advance(Duration.ofDays(365));

        assertThat(catalog().dropAbandoned(10).join()).isEmpty();
        assertThat(catalog().expire(10).join()).isEmpty();
    }

    @Test
    default void limitsBoundEachStep() {
        retention().keepMessages(Duration.ofHours(1));
        for (int i = 0; i < 5; i++) {
            reserve(catalog(), JULIET, 1, now());
            store(catalog(), JULIET, 1, now());
        }
        clock().advance(Duration.ofHours(1));

        assertThat(catalog().dropAbandoned(3).join()).hasSize(3);
        assertThat(catalog().dropAbandoned(3).join()).hasSize(2);
        assertThat(catalog().expire(3).join()).hasSize(3);
        assertThat(catalog().expire(3).join()).hasSize(2);
        assertThat(catalog().awaitingRemoval(4).join()).hasSize(4);
        assertThat(catalog().used(SERVICE, JULIET).join()).isZero();
    }

    @Test
    default void eachPurposeIsKeptForItsOwnTime() {
        retention()
                .become(new Retention(
                        Map.of(Purpose.MESSAGE, Duration.ofHours(1), Purpose.PROFILE, Duration.ofHours(2))));
        Upload message = stored(Purpose.MESSAGE, null);
        Upload profile = stored(Purpose.PROFILE, null);
        stored(Purpose.PERMANENT, null);

        clock().advance(Duration.ofHours(1).minusMillis(1));
        assertThat(catalog().expire(10).join()).isEmpty();
        clock().advance(Duration.ofMillis(1));
        assertThat(catalog().expire(10).join()).extracting(Upload::id).containsExactly(message.id());
        clock().advance(Duration.ofHours(1));
        assertThat(catalog().expire(10).join()).extracting(Upload::id).containsExactly(profile.id());
        clock().advance(Duration.ofDays(1000));
        assertThat(catalog().expire(10).join()).isEmpty();
    }

    @Test
    default void anEphemeralFileEndsWhenItsRequestSaid() {
        Upload upload = stored(Purpose.EPHEMERAL, now().plusSeconds(60));
        clock().advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(catalog().expire(10).join()).isEmpty();
        clock().advance(Duration.ofMillis(1));

        assertThat(catalog().expire(10).join()).singleElement().satisfies(gone -> {
            assertThat(gone.id()).isEqualTo(upload.id());
            assertThat(gone.state()).isEqualTo(UploadState.DELETING);
            assertThat(gone.stored()).isEqualTo(upload.stored());
        });
        assertThat(catalog().used(SERVICE, JULIET).join()).isZero();
    }

    @Test
    default void storedFilesAreListedInStepsAndNothingElseIs() {
        List<SlotId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(store(catalog(), JULIET, 1, now()).id());
        }
        reserve(catalog(), JULIET, 1, now());
        catalog().delete(store(catalog(), JULIET, 1, now()).id(), BY_OWNER).join();

        List<Upload> first = catalog().stored(null, 3).join();
        List<Upload> second = catalog().stored(first.get(2).id(), 3).join();

        assertThat(first).hasSize(3).allSatisfy(row -> assertThat(row.stored()).isNotNull());
        assertThat(second).hasSize(2);
        assertThat(Stream.concat(first.stream(), second.stream()).map(Upload::id))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(catalog().stored(second.get(1).id(), 3).join()).isEmpty();
    }

    @Test
    default void whatWasTakenWaitsUntilItsBlobIsRemoved() {
        Upload deleted = store(catalog(), JULIET, 1, now());
        store(catalog(), JULIET, 1, now());
        catalog().delete(deleted.id(), BY_OWNER).join();

        assertThat(catalog().awaitingRemoval(10).join())
                .singleElement()
                .satisfies(row -> assertThat(row.id()).isEqualTo(deleted.id()));

        catalog().removed(deleted.id()).join();
        assertThat(catalog().awaitingRemoval(10).join()).isEmpty();
    }

    @Test
    default void onlyTakenFilesCountAsRemoved() {
        Upload stored = store(catalog(), JULIET, 1, now());

        catalog().removed(stored.id()).join();
        catalog().delete(stored.id(), BY_OWNER).join();

        assertThat(catalog().awaitingRemoval(10).join()).hasSize(1);
    }

    @Test
    default void aTombstoneIsForgottenOnceItIsOldAndItsBlobRemoved() {
        Upload removed = store(catalog(), JULIET, 1, now());
        Upload waiting = store(catalog(), JULIET, 1, now());
        catalog().delete(removed.id(), BY_OWNER).join();
        catalog().delete(waiting.id(), BY_OWNER).join();
        catalog().removed(removed.id()).join();

        assertThat(catalog().forget(now(), 10).join()).isZero();
        assertThat(catalog().forget(now().plusMillis(1), 10).join()).isEqualTo(1);

        assertThat(catalog().find(removed.id()).join()).isEmpty();
        assertThat(catalog().find(waiting.id()).join()).isPresent();
    }

    @Test
    default void aFileThatIsKeptLongerThanWasThoughtStays() {
        retention().keepMessages(Duration.ofHours(1));
        Upload upload = store(catalog(), JULIET, 1, now());
        retention().keepMessages(Duration.ofHours(2));
        clock().advance(Duration.ofHours(1));

        assertThat(catalog().expire(10).join()).containsExactly(upload);
        assertThat(catalog().expire(10).join()).isEmpty();

        clock().advance(Duration.ofHours(1));
        assertThat(catalog().expire(10).join())
                .singleElement()
                .satisfies(gone -> assertThat(gone.state()).isEqualTo(UploadState.DELETING));
    }

    @Test
    default void aChangedRetentionReachesAllFilesInSteps() {
        List<SlotId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(store(catalog(), JULIET, 1, now()).id());
        }
        redateAll();
        retention().keepMessages(Duration.ofHours(1));
        clock().advance(Duration.ofHours(1));
        assertThat(catalog().expire(10).join()).isEmpty();

        assertThat(catalog().redate(3).join()).isEqualTo(3);
        assertThat(catalog().expire(10).join()).hasSize(3);
        assertThat(catalog().redate(3).join()).isEqualTo(2);
        assertThat(catalog().expire(10).join()).hasSize(2);
        assertThat(catalog().redate(3).join()).isZero();
        assertThat(catalog().awaitingRemoval(10).join())
                .extracting(Upload::id)
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void aRetentionThatChangesBackIsFollowedAgain() {
        store(catalog(), JULIET, 1, now());
        redateAll();
        retention().keepMessages(Duration.ofHours(1));
        redateAll();
        retention().become(Retention.FOREVER);
        redateAll();
        clock().advance(Duration.ofDays(1));

        assertThat(catalog().expire(10).join()).isEmpty();
    }

    private void redateAll() {
        while (catalog().redate(2).join() > 0) {}
    }

    @Test
    default void whatIsStoredAfterTheChangeFollowsItAtOnce() {
        redateAll();
        retention().keepMessages(Duration.ofHours(1));
        Upload waiting = reserve(catalog(), JULIET, 1, now());
        redateAll();
        catalog().store(waiting.attempted(7, "d"), now(), DIGEST).join();
        clock().advance(Duration.ofHours(1));

        assertThat(catalog().expire(10).join()).hasSize(1);
    }

    /** A retention that held for a moment dated files, and nothing but the walk finds those again. */
    @Test
    default void whatWasStoredUnderARetentionThatIsOverIsFollowedWithoutASweepInBetween() {
        retention().keepMessages(Duration.ofHours(1));
        redateAll();
        retention().become(Retention.FOREVER);
        Upload committed = store(catalog(), JULIET, 1, now());
        Upload whole = reserve(catalog(), JULIET, 1, now());
        catalog().store(whole.attempted(7, "d"), now(), DIGEST).join();
        retention().keepMessages(Duration.ofHours(1));
        redateAll();
        clock().advance(Duration.ofHours(1));

        assertThat(catalog().expire(10).join())
                .extracting(Upload::id)
                .containsExactlyInAnyOrder(committed.id(), whole.id());
    }

    /** Nobody could fetch it any more (RFC 9110 §15.5.11), so nobody hears what it was. */
    @Test
    default void anUploadToAFileWhoseTimeIsOverHearsThatItIsGone() {
        retention().keepMessages(Duration.ofHours(1));
        Upload upload = reserve(catalog(), JULIET, 1, now());
        Claim claim = claim(catalog(), upload.id());
        catalog().commit(claim, DIGEST).join();
        clock().advance(Duration.ofHours(1).minusMillis(1));
        refused(catalog().claim(upload.id(), TERMS), Reason.ALREADY_STORED);
        clock().advance(Duration.ofMillis(1));

        refused(catalog().claim(upload.id(), TERMS), Reason.GONE);
        refused(catalog().commit(claim, new Sha256("00".repeat(32))), Reason.GONE);
        refused(catalog().store(upload.attempted(7, "d"), now(), DIGEST), Reason.GONE);
    }
}
