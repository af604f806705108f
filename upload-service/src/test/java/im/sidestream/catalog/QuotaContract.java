package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How every catalog counts what owners take (protocol X-08: on issue, given back on expiry). */
public interface QuotaContract {
    /** Returns a catalog that is empty before each test, and goes by {@link #clock}. */
    Catalog catalog();

    TestingClock clock();

    private Instant now() {
        return clock().instant();
    }

    private long used(String owner) {
        return catalog().used(SERVICE, owner).join();
    }

    private CompletableFuture<Upload> ask(String owner, long size, Quota quota) {
        return catalog()
                .reserve(issued(owner, size, now()), Allowance.of(quota))
                .thenApply(Reservation::upload);
    }

    @Test
    default void reservedAndStoredBytesCountTogether() {
        reserve(catalog(), JULIET, 30, now());
        store(catalog(), JULIET, 12, now());
        store(catalog(), ROMEO, 5, now());

        assertThat(used(JULIET)).isEqualTo(42);
        assertThat(used(ROMEO)).isEqualTo(5);
        assertThat(catalog().used("upload.south.example", JULIET).join()).isZero();
    }

    @Test
    default void theTotalMayBeUsedUpToTheLastByte() {
        Quota quota = new Quota(100, Quota.UNLIMITED);
        ask(JULIET, 60, quota).join();
        refused(ask(JULIET, 41, quota), Reason.QUOTA_EXCEEDED);

        ask(JULIET, 40, quota).join();

        refused(ask(JULIET, 1, quota), Reason.QUOTA_EXCEEDED);
        ask(JULIET, 0, quota).join();
        ask(ROMEO, 100, quota).join();
        assertThat(used(JULIET)).isEqualTo(100);
    }

    @Test
    default void whatNeverFitsIsRefusedAtTheFirstRequest() {
        refused(ask(JULIET, 101, new Quota(100, Quota.UNLIMITED)), Reason.QUOTA_EXCEEDED);
        assertThat(refused(ask(JULIET, 101, new Quota(Quota.UNLIMITED, 100)), Reason.QUOTA_EXCEEDED)
                        .retryAt())
                .isEmpty();
        assertThat(used(JULIET)).isZero();
    }

    @Test
    default void theLargestSizeOverflowsNothing() {
        ask(JULIET, 1, Quota.NONE).join();

        refused(ask(JULIET, Long.MAX_VALUE, Quota.NONE), Reason.QUOTA_EXCEEDED);
        assertThat(used(JULIET)).isEqualTo(1);
    }

    @Test
    default void aRefusedSlotLeavesNoTrace() {
        Upload upload = issued(JULIET, 11, now());
        refused(catalog().reserve(upload, Allowance.of(new Quota(Quota.UNLIMITED, 10))), Reason.QUOTA_EXCEEDED);

        assertThat(catalog().find(upload.id()).join()).isEmpty();
        assertThat(used(JULIET)).isZero();
        ask(JULIET, 10, new Quota(10, 10)).join();
    }

    @Test
    default void theDayIsTheRunningHourAndThe23BeforeIt() {
        Quota quota = new Quota(Quota.UNLIMITED, 100);
        Instant start = now();
        fill(ask(JULIET, 60, quota).join());
        clock().advance(Duration.ofHours(1));
        fill(ask(JULIET, 40, quota).join());

        assertThat(refused(ask(JULIET, 60, quota), Reason.QUOTA_EXCEEDED).retryAt())
                .contains(start.plus(Duration.ofHours(24)));
        assertThat(refused(ask(JULIET, 61, quota), Reason.QUOTA_EXCEEDED).retryAt())
                .contains(start.plus(Duration.ofHours(25)));
        clock().advance(Duration.ofHours(23).minusMillis(1));
        refused(ask(JULIET, 60, quota), Reason.QUOTA_EXCEEDED);
        clock().advance(Duration.ofMillis(1));
        ask(JULIET, 60, quota).join();
        assertThat(used(JULIET)).isEqualTo(160);
    }

    @Test
    default void anAbandonedReservationIsGivenBackWhole() {
        Quota quota = new Quota(100, 100);
        ask(JULIET, 100, quota).join();
        clock().advance(Duration.ofHours(2));
        assertThat(catalog().dropAbandoned(10).join()).hasSize(1);

        assertThat(used(JULIET)).isZero();
        ask(JULIET, 100, quota).join();
    }

    @Test
    default void aDeletedFileIsGivenBackToTheTotalAndNotToTheDay() {
        Quota day = new Quota(Quota.UNLIMITED, 100);
        Upload upload = ask(JULIET, 100, day).join();
        catalog().commit(claim(catalog(), upload.id()), DIGEST).join();
        catalog().delete(upload.id(), BY_OWNER).join();

        assertThat(used(JULIET)).isZero();
        refused(ask(JULIET, 1, day), Reason.QUOTA_EXCEEDED);
        ask(JULIET, 100, new Quota(100, Quota.UNLIMITED)).join();
    }

    @Test
    default void requestsAtOnceNeverPassTheLimitTogether() {
        Quota quota = new Quota(10, 1000);
        List<CompletableFuture<Upload>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add(ask(JULIET, 1, quota));
        }

        long granted = asked.stream()
                .filter(one -> one.handle((upload, refusal) -> upload != null).join())
                .count();

        assertThat(granted).isEqualTo(10);
        assertThat(used(JULIET)).isEqualTo(10);
        clock().advance(LIFETIME);
        assertThat(catalog().dropAbandoned(100).join()).hasSize(10);
    }

    @Test
    default void filesOfADayAreCountedToo() {
        Quota quota = new Quota(Quota.UNLIMITED, Quota.UNLIMITED, 2);
        Instant start = now();
        fill(ask(JULIET, 0, quota).join());
        clock().advance(Duration.ofHours(3));
        fill(ask(JULIET, 0, quota).join());

        assertThat(refused(ask(JULIET, 0, quota), Reason.QUOTA_EXCEEDED).retryAt())
                .contains(start.plus(Duration.ofHours(24)));
        ask(ROMEO, 0, quota).join();
        clock().advance(Duration.ofHours(21));
        ask(JULIET, 0, quota).join();
    }

    private void fill(Upload reserved) {
        catalog().commit(claim(catalog(), reserved.id()), DIGEST).join();
    }
}
