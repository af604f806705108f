package im.sidestream.catalog;

import im.sidestream.slot.Retention;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Over any sequence of ordering, asking, answering, sending, fetching, withdrawing and ending, by many at once and with kills
 * in between, each receiver is asked once, gets the file once and only after a yes, and nobody is forgotten (design.md
 * §4.17).
 */
final class DeliveriesPropertyTest {
    private static final long SEEDS = Boolean.getBoolean("sidestream.full") ? 200 : 8;
    private static final int ROUNDS = 6;
    private static final int THREADS = 4;
    private static final int STEPS = 40;

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybodyIsAskedOnceAndNobodyIsForgotten(long seed) throws Exception {
        Random random = new Random(seed);
        BusyDeliveries busy = open(directory.resolve("0"), new BusyDeliveries.Said());
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                busy = busyRound(busy, random, round);
                new DeliveriesInvariants(busy, "seed " + seed + " round " + round).assertHold();
            }
            // a crash may have come before an open delivery's offers were released
            busy.endAll();
            busy.sayAll();
            DeliveriesInvariants all = new DeliveriesInvariants(busy, "seed " + seed + ", all said");
            all.assertAllSaid();
            // long enough to forget what was in preparation, too
            clock.advance(Duration.ofHours(2));
            busy.endAll();
            busy.sayAll();
            all.assertOver();
        } finally {
            busy.catalog().close();
            threads.shutdownNow();
        }
    }

    private BusyDeliveries open(Path where, BusyDeliveries.Said said) throws IOException {
        Files.createDirectories(where);
        Tuning tuning = Tuning.standard(Runnable::run, CommitListener.NONE);
        Rules rules = new Rules(clock, () -> Retention.FOREVER);
        SqlCatalog catalog = SqliteCatalog.open(file(where), false, rules, tuning);
        return new BusyDeliveries(catalog, clock, said);
    }

    private static Path file(Path directory) {
        return directory.resolve("catalog.db");
    }

    /** Lets everybody act at once; most rounds end by a kill in their middle, and what it left is opened again. */
    private BusyDeliveries busyRound(BusyDeliveries busy, Random random, int round) throws Exception {
        int killAt = random.nextInt(THREADS * STEPS * 4 / 3);
        Path from = file(directory.resolve(Integer.toString(round - 1)));
        Path next = directory.resolve(Integer.toString(round));
        AtomicInteger steps = new AtomicInteger();
        List<BusyDeliveries.Said> left = new ArrayList<>();
        List<Callable<Void>> users = new ArrayList<>();
        for (int user = 0; user < THREADS; user++) {
            Random own = new Random(random.nextLong());
            users.add(() -> {
                for (int step = 0; step < STEPS; step++) {
                    busy.anything(own);
                    if (steps.getAndIncrement() == killAt) {
                        // what was seen before the kill is in the copy; what is seen after it was never seen
                        left.add(busy.said().copy());
                        Files.createDirectories(next);
                        SqliteFileTest.copyAsAfterAKill(from, file(next));
                    }
                }
                return null;
            });
        }
        for (Future<Void> user : threads.invokeAll(users)) {
            user.get();
        }
        if (left.isEmpty()) {
            busy.catalog().close();
            Files.createDirectories(next);
            Files.copy(from, file(next));
            return open(next, busy.said());
        }
        busy.catalog().close();
        return open(next, left.get(0));
    }
}
