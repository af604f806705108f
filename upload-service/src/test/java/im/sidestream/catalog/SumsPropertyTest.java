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
    private static final long FEW = 8;
    private static final int ROUNDS = 8;
    private static final int THREADS = 4;
    private static final int STEPS = 40;
    /** Longer than any slot, lease or retry of what comes whole. */
    private static final Duration LONG_AFTER = Duration.ofMinutes(25);
    /** Longer than anything may be gone on with, and than any file is kept. */
    private static final Duration DAYS_AFTER = Duration.ofDays(3);

    /** What is on the store by name, of files that came whole and of those that came in parts. */
    private static final String FILES = "SELECT directory || '/' || id || '.' || attempt, size, 0 FROM upload"
            + " WHERE state = 2 AND received = 0"
            + " UNION ALL SELECT p.directory || '/' || p.upload || '.' || p.start || '.' || p.attempt, p.size, 0"
            + " FROM piece p JOIN upload u ON u.id = p.upload WHERE u.state = 2 AND u.received > 0";

    private static final String PROMISED = "SELECT id, size, 0 FROM upload WHERE state < 2";

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    static LongStream seeds() {
        return Seeds.from1To(FEW);
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
            clock.advance(DAYS_AFTER);
            store.sweep();
            assertThat(store.sums().facts(PROMISED)).as("seed " + seed).isEmpty();
            assertThat(store.sums().facts("SELECT upload, size, 0 FROM piece"))
                    .as("seed " + seed)
                    .isEmpty();
            assertThat(files(store.blobDirectory())).as("seed " + seed).isEmpty();
            assertOnTheStore(store, true, "seed " + seed + ", days after");
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
        List<String> named = sums.facts(FILES);
        List<String> found = files(store.blobDirectory());
        assertThat(found).as(when).containsAll(named);
        List<String> promised = sums.facts(PROMISED);
        if (nothingOpen) {
            assertThat(promised).as(when).isEqualTo(sums.facts(PROMISED + " AND retry_until > " + store.now()));
            assertThat(found)
                    .as(when)
                    .allSatisfy(file -> assertThat(named.contains(file) || isOfOne(promised, file))
                            .isTrue());
        }
        long used = 0;
        for (int i = 0; i < BusyStore.OWNERS; i++) {
            used += store.catalog().used(Fixtures.SERVICE, BusyStore.owner(i)).join();
        }
        found.retainAll(named);
        assertThat(used).as(when).isEqualTo(sum(found) + sum(promised));
    }

    private static boolean isOfOne(List<String> promised, String file) {
        String id = file.substring(file.lastIndexOf('/') + 1, file.indexOf('.'));
        return promised.stream().anyMatch(fact -> fact.startsWith(id + " "));
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
