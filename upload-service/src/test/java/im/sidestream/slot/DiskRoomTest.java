package im.sidestream.slot;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many ask at once, what was promised and has not come yet leaves as much free as was asked for. */
final class DiskRoomTest {
    private static final long FREE = 1500;
    private static final long KEEP_FREE = 500;

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void reservationsThatOverlapNeverTakeWhatStaysFree() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        // of its own: users wait for answers on all of theirs
        ExecutorService answers = Executors.newSingleThreadExecutor();
        try (SqliteCatalog catalog = SqliteCatalog.open(directory.resolve("c.db"), false, clock, answers)) {
            // every look is old after some questions, so that looks and reservations overlap
            DiskRoom room = new DiskRoom(() -> FREE, catalog::outstanding, () -> nanos.addAndGet(150_000_000));
            long granted = 0;
            for (Future<Long> user : threads.invokeAll(Collections.nCopies(4, user(room, catalog)))) {
                granted += user.get();
            }
            assertThat(granted).isPositive().isLessThanOrEqualTo(FREE - KEEP_FREE);

            while (reserve(room, catalog)
                    .handle((done, failure) -> failure == null)
                    .join()) {
                granted++;
            }
            assertThat(granted).isEqualTo(FREE - KEEP_FREE);
            assertThat(catalog.outstanding().join()).isEqualTo(granted);
            refused(reserve(room, catalog), Reason.STORAGE_FULL);
        } finally {
            threads.shutdownNow();
            answers.shutdownNow();
        }
    }

    @Test
    void whatIsGrantedWhileALookRunsCountsForItToo() {
        List<CompletableFuture<Long>> looks = new ArrayList<>();
        DiskRoom room = new DiskRoom(() -> FREE, () -> added(looks), nanos::get);
        CompletableFuture<String> first = room.reserve(1000, KEEP_FREE, CompletableFuture::new);
        CompletableFuture<String> second =
                room.reserve(1, KEEP_FREE, () -> CompletableFuture.completedFuture("second"));
        assertThat(looks).hasSize(2);

        looks.forEach(look -> look.complete(0L));

        assertThat(first).isNotDone();
        refused(second, Reason.STORAGE_FULL);
    }

    private static CompletableFuture<Long> added(List<CompletableFuture<Long>> looks) {
        looks.add(new CompletableFuture<>());
        return looks.get(looks.size() - 1);
    }

    private Callable<Long> user(DiskRoom room, SqliteCatalog catalog) {
        return () -> {
            List<CompletableFuture<Reservation>> asked = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                asked.add(reserve(room, catalog));
            }
            return asked.stream()
                    .filter(one ->
                            one.handle((done, failure) -> failure == null).join())
                    .count();
        };
    }

    private CompletableFuture<Reservation> reserve(DiskRoom room, SqliteCatalog catalog) {
        Upload upload = issued(JULIET, 1, clock.instant());
        return room.reserve(1, KEEP_FREE, () -> catalog.reserve(upload, Allowance.NONE));
    }
}
