package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: whatever one of them decides holds for the other (design: no leader, no lock service). */
final class PostgresNodesTest {
    private static final int RACERS = 40;

    private final TestingClock clock = new TestingClock();
    private final TestingRetention retention = new TestingRetention();
    private final String url = PostgresProcess.shared().freshUrl();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private PostgresCatalog one;
    private PostgresCatalog other;

    @BeforeEach
    void open() {
        one = node();
        other = node();
    }

    private PostgresCatalog node() {
        return PostgresFixtures.open(url, new Rules(clock, retention), Runnable::run);
    }

    @AfterEach
    void close() throws Exception {
        new PostgresSums(url, clock).assertAgree("at the end");
        one.close();
        other.close();
        threads.shutdown();
    }

    private PostgresCatalog any(int i) {
        return i % 2 == 0 ? one : other;
    }

    /** Lets as many threads ask at once, for what one thread asks is done in its order. */
    private <T> List<CompletableFuture<T>> race(int count, IntFunction<CompletableFuture<T>> racer) {
        CountDownLatch start = new CountDownLatch(count);
        List<CompletableFuture<T>> racers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            CompletableFuture<T> answer = new CompletableFuture<>();
            racers.add(answer);
            threads.execute(() -> {
                start.countDown();
                awaitAll(start);
                var unused = racer.apply(number).whenComplete((said, e) -> {
                    if (e == null) {
                        answer.complete(said);
                    } else {
                        answer.completeExceptionally(e);
                    }
                });
            });
        }
        return racers;
    }

    private static void awaitAll(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what succeeded; all that failed was refused for that reason. */
    private static <T> List<T> winners(List<CompletableFuture<T>> racers, Reason reason) throws Exception {
        List<T> winners = new ArrayList<>();
        for (CompletableFuture<T> racer : racers) {
            try {
                winners.add(racer.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof Refusal refusal)) {
                    throw e;
                }
                assertThat(refusal.reason()).isEqualTo(reason);
            }
        }
        return winners;
    }

    @Test
    void oneOfManyRacingClaimsWins() throws Exception {
        for (int round = 0; round < 10; round++) {
            SlotId id = reserve(one, JULIET, 1, clock.instant()).id();

            List<Claim> winners = winners(race(RACERS, i -> any(i).claim(id, TERMS)), Reason.IN_PROGRESS);

            assertThat(winners).hasSize(1);
            assertThat(other.commit(winners.get(0), DIGEST).join().attempt()).isEqualTo(1);
        }
    }

    @Test
    void oneOfManyWholeUploadsIsStored() throws Exception {
        Upload upload = reserve(one, JULIET, 1, clock.instant());

        List<Upload> winners = winners(
                race(RACERS, i -> any(i).store(upload.attempted(i + 1, "d"), clock.instant(), DIGEST)),
                Reason.ALREADY_STORED);

        assertThat(winners).hasSize(1);
        assertThat(one.find(upload.id()).join()).contains(winners.get(0));
    }

    /** The owner's total is the sum over purposes: none of them may be overlooked while it is being reserved. */
    @Test
    void racingReservationsOfAllPurposesNeverPassTheQuota() throws Exception {
        Allowance allowance = Allowance.of(new Quota(100, Quota.UNLIMITED));
        Purpose[] purposes = {Purpose.MESSAGE, Purpose.PROFILE, Purpose.PERMANENT};
        List<?> winners = winners(
                race(RACERS, i -> {
                    Upload upload = issued(Fixtures.request(JULIET, 30, purposes[i % 3], null), clock.instant());
                    return any(i).reserve(upload, allowance);
                }),
                Reason.QUOTA_EXCEEDED);

        assertThat(winners).hasSize(3);
        assertThat(one.used(SERVICE, JULIET).join()).isEqualTo(90);
    }

    @Test
    void racingReservationsNeverPassTheLimitOfTheDay() throws Exception {
        Allowance allowance = Allowance.of(new Quota(Quota.UNLIMITED, 100));

        List<?> winners = winners(
                race(RACERS, i -> any(i).reserve(issued(JULIET, 30, clock.instant()), allowance)),
                Reason.QUOTA_EXCEEDED);

        assertThat(winners).hasSize(3);
    }

    /** Many owners, so that no owner's lock hides it. */
    @Test
    void racingReservationsNeverPassTheLimitOfTheService() throws Exception {
        Allowance allowance = new Allowance(Quota.UNLIMITED, Quota.NONE, 100, false);

        List<?> winners = winners(
                race(RACERS, i -> any(i).reserve(issued("u" + i + "@x", 30, clock.instant()), allowance)),
                Reason.STORAGE_FULL);

        assertThat(winners).hasSize(3);
    }

    @Test
    void racingSweepsShareTheWorkAndCountEachFileOnce() {
        Set<SlotId> all = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            all.add(store(one, "u" + i % 7 + "@x", 5, clock.instant()).id());
        }
        clock.advance(Duration.ofHours(2));
        retention.keepMessages(Duration.ofHours(1));
        while (one.redate(500).join() > 0) {
            // in steps
        }

        List<SlotId> swept = new ArrayList<>();
        for (int round = 0; round < 400 && swept.size() < all.size(); round++) {
            List<CompletableFuture<List<Upload>>> sweeps = race(6, i -> any(i).expire(20));
            sweeps.forEach(sweep -> sweep.join().forEach(upload -> swept.add(upload.id())));
        }

        assertThat(swept).doesNotHaveDuplicates().hasSameElementsAs(all);
        assertThat(one.used(SERVICE, "u1@x").join()).isZero();
    }

    @Test
    void racingSweepsOfReservationsGiveBackOnce() {
        for (int i = 0; i < 100; i++) {
            reserve(one, "u" + i % 7 + "@x", 5, clock.instant());
        }
        clock.advance(Duration.ofHours(2));

        List<SlotId> dropped = new ArrayList<>();
        for (int round = 0; round < 200 && dropped.size() < 100; round++) {
            race(6, i -> any(i).dropAbandoned(10))
                    .forEach(sweep -> sweep.join().forEach(upload -> dropped.add(upload.id())));
        }

        assertThat(dropped).doesNotHaveDuplicates().hasSize(100);
        assertThat(one.outstanding().join()).isZero();
    }

    /** Everything that changes one owner's counters, by everybody at once: no deadlock stays, and the sums agree. */
    @Test
    void deletionsReservationsSweepsAndClearancesGetAlong() {
        Allowance evicting = new Allowance(Quota.UNLIMITED, new Quota(60, Quota.UNLIMITED), Quota.UNLIMITED, true);
        for (int round = 0; round < 8; round++) {
            List<SlotId> files = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                files.add(store(one, JULIET, 5, clock.instant()).id());
            }
            List<CompletableFuture<Object>> all = race(files.size() * 7, i -> anything(i, files, evicting));
            for (CompletableFuture<?> each : all) {
                Throwable failure =
                        each.<@Nullable Throwable>handle((done, e) -> e).join();
                // a step that follows another one gets its failure wrapped
                Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
                assertThat(cause)
                        .satisfiesAnyOf(
                                e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(Refusal.class));
            }
            clock.advance(Duration.ofMinutes(20));
        }
    }

    private CompletableFuture<Object> anything(int i, List<SlotId> files, Allowance evicting) {
        PostgresCatalog node = any(i);
        Owner hers = new Owner(SERVICE, JULIET);
        CompletableFuture<?> done = switch (i % 7) {
            case 0 -> node.delete(files.get(i / 7), Fixtures.BY_OWNER);
            case 1 -> node.reserve(issued(JULIET, 10, clock.instant()), evicting);
            case 2 -> node.expire(5);
            case 3 -> node.dropAbandoned(5);
            case 4 -> node.inventory().take(hers, new Inventory.Bulk(Instant.MAX, Fixtures.BY_OWNER, 5), null);
            case 5 -> node.inventory().giveUp(hers, 3);
            default -> node.forget(clock.instant(), 10);
        };
        return done.thenApply(said -> said);
    }

    @Test
    void aClaimOfOneNodeIsCommittedByAnotherAndALaterAttemptWins() {
        SlotId id = reserve(one, JULIET, 1, clock.instant()).id();
        Claim first = one.claim(id, new ClaimTerms("d", Duration.ofSeconds(30), Fixtures.RETRY))
                .join();
        clock.advance(Duration.ofSeconds(31));
        Claim second = other.claim(id, TERMS).join();

        Refusals.refused(one.commit(first, DIGEST), Reason.IN_PROGRESS);
        assertThat(one.commit(second, DIGEST).join().attempt()).isEqualTo(2);
    }

    @Test
    void nodesThatStartAtOnceAgreeOnTheKeysAndTheStore() {
        List<CompletableFuture<List<SigningKey>>> keys =
                race(10, i -> any(i).keys(List.of(new SigningKey("k" + i, SigningKey.Use.SLOT, "c2xvdA"))));
        List<CompletableFuture<String>> stores = race(10, i -> any(i).storeId("s" + i));

        assertThat(keys)
                .extracting(CompletableFuture::join)
                .containsOnly(keys.get(0).join());
        assertThat(keys.get(0).join()).hasSize(1);
        assertThat(stores)
                .extracting(CompletableFuture::join)
                .containsOnly(stores.get(0).join());
    }

    /** A deletion is answered when no other node shows the file any more: a row is remembered for a second. */
    @Test
    void aDeletionIsAnsweredWhenOthersHaveForgottenTheFile() {
        Tuning tuning = Tuning.standard(Runnable::run, CommitListener.NONE).remembering(Duration.ofMillis(300));
        Rules rules = new Rules(clock, () -> Retention.FOREVER);
        try (PostgresCatalog careful =
                PostgresCatalog.open(PostgresProcess.settings(url), rules, new DatabaseClock(), tuning)) {
            SlotId id = store(careful, JULIET, 1, clock.instant()).id();
            long begun = System.nanoTime();

            assertThat(careful.delete(id, Fixtures.BY_OWNER).join()).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(295));
            assertThat(careful.delete(id, Fixtures.BY_OWNER).join()).isFalse();
        }
    }
}
