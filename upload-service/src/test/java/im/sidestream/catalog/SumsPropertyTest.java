package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.SlotId;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Over any sequence of issuing, uploading, breaking, expiring, deleting, evicting, keeping and sweeping, by many at once and
 * with kills in between, the sums by which quotas judge are the bytes on the store and those that were promised room.
 */
final class SumsPropertyTest {
    private static final long SEEDS = Boolean.getBoolean("sidestream.full") ? 200 : 8;
    private static final int ROUNDS = 8;
    private static final int THREADS = 4;
    private static final int STEPS = 40;
    /** Longer than any slot, lease or retry. */
    private static final Duration LONG_AFTER = Duration.ofMinutes(25);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void quotasSeeWhatIsOnTheStoreAndWhatIsPromised(long seed) throws Exception {
        Random random = new Random(seed);
        BusyStore store = new BusyStore(directory.resolve("0"), clock);
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                String when = "seed " + seed + " round " + round;
                store = busyRound(store, random, directory.resolve(Integer.toString(round)));
                store.sweep();
                assertOnTheStore(store, false, when);
                clock.advance(random.nextBoolean() ? Duration.ofSeconds(random.nextInt(40)) : LONG_AFTER);
                if (random.nextInt(3) == 0) {
                    clock.advance(LONG_AFTER);
                    store.sweep();
                    assertOnTheStore(store, true, when + ", all ended");
                }
            }
        } finally {
            store.close();
            threads.shutdownNow();
        }
    }

    /** Lets everybody act at once; most rounds end by a kill in their middle, and what it left is opened again. */
    private BusyStore busyRound(BusyStore store, Random random, Path next) throws Exception {
        int killAt = random.nextInt(THREADS * STEPS * 4 / 3);
        AtomicInteger steps = new AtomicInteger();
        List<SlotId> answered = new ArrayList<>();
        List<SlotId> deleted = new ArrayList<>();
        List<Callable<Void>> users = new ArrayList<>();
        for (int user = 0; user < THREADS; user++) {
            Random own = new Random(random.nextLong());
            users.add(() -> {
                for (int step = 0; step < STEPS; step++) {
                    store.anything(own);
                    if (steps.getAndIncrement() == killAt) {
                        answered.addAll(store.answered());
                        deleted.addAll(store.deleted());
                        store.copyAsAfterAKill(next);
                    }
                }
                return null;
            });
        }
        for (Future<Void> user : threads.invokeAll(users)) {
            user.get();
        }
        return killAt < THREADS * STEPS ? reopened(store, next, answered, deleted) : store;
    }

    private BusyStore reopened(BusyStore killed, Path left, List<SlotId> answered, List<SlotId> deleted)
            throws IOException {
        killed.close();
        BusyStore store = new BusyStore(left, clock);
        assertThat(answered)
                .allSatisfy(id -> assertThat(state(store, id)).isIn(UploadState.STORED, UploadState.DELETING));
        assertThat(deleted).allSatisfy(id -> assertThat(state(store, id)).isEqualTo(UploadState.DELETING));
        return store;
    }

    private static UploadState state(BusyStore store, SlotId id) {
        return store.catalog().find(id).join().orElseThrow().state();
    }

    private static void assertOnTheStore(BusyStore store, boolean nothingOpen, String when) throws Exception {
        Sums sums = store.sums();
        sums.assertAgree(when);
        String file = "SELECT directory || '/' || id || '.' || attempt, size, 0 FROM upload WHERE ";
        List<String> named = sums.facts(file + "state = 2 ORDER BY 1");
        List<String> found = files(store.blobDirectory());
        assertThat(found).as(when).containsAll(named);
        List<String> promised = sums.facts("SELECT id, size, 0 FROM upload WHERE state < 2");
        if (nothingOpen) {
            assertThat(promised).as(when).isEmpty();
            assertThat(found).as(when).isEqualTo(named);
        }
        long used = 0;
        for (int i = 0; i < BusyStore.OWNERS; i++) {
            used += store.catalog().used(Fixtures.SERVICE, BusyStore.owner(i)).join();
        }
        found.retainAll(named);
        assertThat(used).as(when).isEqualTo(sum(found) + sum(promised));
    }

    private static long sum(List<String> facts) {
        return facts.stream()
                .mapToLong(fact -> Long.parseLong(fact.substring(fact.indexOf(' ') + 1, fact.lastIndexOf(' '))))
                .sum();
    }

    private static List<String> files(Path blobs) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(blobs)) {
            for (Path path : walk.filter(Files::isRegularFile).sorted().toList()) {
                files.add(blobs.relativize(path) + " " + Files.size(path) + " 0");
            }
        }
        return files;
    }
}
