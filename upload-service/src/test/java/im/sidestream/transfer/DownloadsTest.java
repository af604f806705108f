package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.anyId;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** House plan §4.13 and §4.16: who serves others waits for no other machine, and rows are trusted for a second. */
final class DownloadsTest {
    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final AtomicLong nanos = new AtomicLong(5);
    private SqliteCatalog here;

    @BeforeEach
    void open() {
        here = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, Runnable::run);
    }

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void rowsOfAnotherMachineAreNearWhileTheyAreTrusted() {
        InMemoryCatalog far = new InMemoryCatalog(clock);
        Downloads downloads = downloads(far);
        SlotId id = store(far, JULIET, 5, clock.instant()).id();
        assertThat(downloads.isNear(id)).isFalse();

        assertThat(downloads.find(id).join().upload().id()).isEqualTo(id);
        assertThat(downloads.isNear(id)).isTrue();
        nanos.addAndGet(Downloads.TRUST.toNanos() - 1);
        assertThat(downloads.isNear(id)).isTrue();
        nanos.addAndGet(1);
        assertThat(downloads.isNear(id)).isFalse();
    }

    @Test
    void rowsOfThisMachineAreNear() {
        assertThat(downloads(here).isNear(anyId())).isTrue();
    }

    private Downloads downloads(Catalog catalog) {
        DownloadCounts counts = new DownloadCounts(here.inventory());
        return new Downloads(catalog, new InMemoryBlobStore(), () -> Retention.FOREVER, clock, counts, nanos::get);
    }
}
