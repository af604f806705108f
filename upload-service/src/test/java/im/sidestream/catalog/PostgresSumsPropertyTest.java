package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.BlobKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same as {@link SumsPropertyTest} for two nodes on one database and one directory, without kills: over any sequence of
 * what users and sweeps do by many at once, the sums by which quotas judge are those of the rows, and stored rows have files.
 */
final class PostgresSumsPropertyTest {
    private static final long FEW = 4;
    private static final int ROUNDS = 4;
    private static final int THREADS = 6;
    private static final int STEPS = 30;
    private static final Duration LONG_AFTER = Duration.ofMinutes(25);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final String url = PostgresProcess.shared().freshUrl();
    private final List<BusyStore> nodes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        for (int i = 0; i < 2; i++) {
            PostgresCatalog catalog = PostgresFixtures.open(url, BusyStore.rules(clock), Runnable::run);
            nodes.add(new BusyStore(directory, clock, catalog));
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(BusyStore::close);
        threads.shutdownNow();
    }

    static LongStream seeds() {
        return Seeds.from1To(FEW);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void quotasSeeWhatIsOnTheStoreAndWhatIsPromised(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 1; round <= ROUNDS; round++) {
            String when = "seed " + seed + " round " + round;
            busyRound(random);
            assertInOrder(when);
            clock.advance(random.nextBoolean() ? Duration.ofSeconds(random.nextInt(40)) : LONG_AFTER);
        }
    }

    private void busyRound(Random random) throws Exception {
        List<Callable<Void>> users = new ArrayList<>();
        for (int user = 0; user < THREADS; user++) {
            Random own = new Random(random.nextLong());
            BusyStore node = nodes.get(user % nodes.size());
            users.add(() -> {
                for (int step = 0; step < STEPS; step++) {
                    node.anything(own);
                }
                return null;
            });
        }
        for (Future<Void> user : threads.invokeAll(users)) {
            user.get();
        }
        nodes.get(0).sweep();
    }

    private void assertInOrder(String when) throws Exception {
        new PostgresSums(url, clock).assertAgree(when);
        SqlCatalog catalog = nodes.get(0).catalog();
        long stored = 0;
        for (Upload upload : catalog.stored(null, 10_000).join()) {
            for (BlobKey key : keys(catalog, upload)) {
                Path file =
                        nodes.get(0).blobDirectory().resolve(key.directory()).resolve(key.name());
                assertThat(file).as(when).exists();
                stored += Files.size(file);
            }
        }
        long used = 0;
        for (int i = 0; i < BusyStore.OWNERS; i++) {
            used += catalog.used(Fixtures.SERVICE, BusyStore.owner(i)).join();
        }
        assertThat(used).as(when).isEqualTo(stored + catalog.outstanding().join());
        for (BusyStore node : nodes) {
            for (SlotId id : node.deleted()) {
                assertThat(catalog.find(id).join().orElseThrow().state())
                        .as(when)
                        .isEqualTo(UploadState.DELETING);
            }
        }
    }

    private static List<BlobKey> keys(SqlCatalog catalog, Upload upload) {
        String id = upload.id().value();
        return upload.pieced() == 0
                ? List.of(BlobKey.of(upload.directory(), id, upload.attempt()))
                : catalog.pieces(upload.id()).join().stream()
                        .map(piece -> BlobKey.piece(piece.directory(), id, piece.start(), piece.attempt()))
                        .toList();
    }
}
