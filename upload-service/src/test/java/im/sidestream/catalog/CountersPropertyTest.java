package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens in whatever order, through kills too, the counters say what the rows say. */
final class CountersPropertyTest {
    private static final long FEW = 8;
    private static final Retention RETENTION =
            new Retention(Map.of(Purpose.MESSAGE, Duration.ofHours(5), Purpose.PROFILE, Duration.ofHours(20)));
    private static final Tuning TUNING =
            new Tuning(Runnable::run, 256, 8192, 1, Duration.ofDays(1), 0, CommitListener.NONE);
    private static final Quota QUOTA = new Quota(20_000, 15_000);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final List<SlotId> ids = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private int files;

    private SqliteCatalog catalog;
    private Path file;

    @BeforeEach
    void open() {
        file = directory.resolve(files + ".db");
        catalog = SqliteCatalog.open(file, false, new Rules(clock, () -> RETENTION), TUNING);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    static LongStream seeds() {
        return Seeds.from1To(FEW);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void countersAgreeWithRowsAtEveryMoment(long seed) throws SQLException, IOException {
        Random random = new Random(seed);
        for (int step = 0; step < 150; step++) {
            List<CompletableFuture<?>> together = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                together.add(anything(random));
            }
            together.forEach(one -> one.handle((done, refused) -> true).join());
            clock.advance(Duration.ofSeconds(random.nextInt(1200)));
            if (step % 10 == 9) {
                kill();
            }
            assertConsistent("seed " + seed + " step " + step);
        }
    }

    private CompletableFuture<?> anything(Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> reserve(random);
            case 4, 5 -> claim(random);
            case 6, 7 -> claims.isEmpty() ? reserve(random) : catalog.commit(any(random, claims), DIGEST);
            case 8 -> claims.isEmpty() ? reserve(random) : catalog.release(any(random, claims));
            case 9 -> ids.isEmpty() ? reserve(random) : catalog.delete(any(random, ids), BY_OWNER);
            case 10 -> catalog.dropAbandoned(1 + random.nextInt(5));
            default ->
                random.nextBoolean()
                        ? catalog.expire(1 + random.nextInt(5))
                        : catalog.forget(clock.instant().minus(Duration.ofDays(30)), 5);
        };
    }

    private CompletableFuture<?> reserve(Random random) {
        Purpose purpose = random.nextBoolean() ? Purpose.MESSAGE : Purpose.PROFILE;
        String owner = "user" + random.nextInt(12) + "@north.example";
        Upload upload = issued(request(owner, random.nextInt(3000), purpose, null), clock.instant());
        ids.add(upload.id());
        return catalog.reserve(upload, new Allowance(16_000, QUOTA, 150_000, random.nextBoolean()));
    }

    private CompletableFuture<?> claim(Random random) {
        if (ids.isEmpty()) {
            return reserve(random);
        }
        return catalog.claim(any(random, ids), TERMS).thenCompose(claim -> {
            claims.add(claim);
            return catalog.renew(claim, LEASE);
        });
    }

    private static <T> T any(Random random, List<T> all) {
        // mostly something young
        int back = Math.min(all.size(), random.nextInt(10) == 0 ? all.size() : 20);
        return all.get(all.size() - 1 - random.nextInt(back));
    }

    private void kill() throws IOException {
        files++;
        SqliteFileTest.copyAsAfterAKill(file, directory.resolve(files + ".db"));
        catalog.close();
        open();
    }

    private void assertConsistent(String when) throws SQLException {
        Sums sums = new Sums(file, clock);
        sums.assertAgree(when);
        assertThat(sums.facts(
                        "SELECT owner, sum(bytes), 0 FROM counter WHERE hour = -1 GROUP BY owner HAVING sum(bytes) > "
                                + QUOTA.total()))
                .as(when)
                .isEmpty();
    }
}
