package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.catalog.Fixtures;
import im.sidestream.catalog.PostgresProcess;
import im.sidestream.config.DatabaseConfig;
import im.sidestream.config.Secret;
import im.sidestream.config.StorageConfig;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one directory and one database; each looks whether both belong together. */
final class SharedStoreTest {
    @TempDir
    private Path directory;

    private final String url = PostgresProcess.shared().freshUrl();

    private Store open() throws StartException {
        return open(directory.resolve("store"), url);
    }

    private static Store open(Path directory, String url) throws StartException {
        DatabaseConfig database = new DatabaseConfig(
                url,
                Optional.of(PostgresProcess.USER),
                Optional.of(new Secret(PostgresProcess.PASSWORD)),
                4,
                Duration.ofSeconds(10));
        // a clock that nobody may go by
        Clock wrong = Clock.fixed(Instant.EPOCH, java.time.ZoneOffset.UTC);
        return Store.open(
                new StorageConfig(directory, false, Optional.empty(), Optional.of(database)),
                wrong,
                () -> Retention.FOREVER);
    }

    @Test
    void nodesThatStartAtOnceShareOneStore() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Callable<Store>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(this::open);
        }
        List<Store> stores = new ArrayList<>();
        for (Future<Store> node : nodes.invokeAll(starts)) {
            stores.add(node.get());
        }
        nodes.shutdown();

        for (Store store : stores) {
            assertThat(store.isWhole()).isTrue();
        }
        Store first = stores.get(0);
        Upload upload = Fixtures.store(
                first.catalog(), "a@north.example", 5, first.clock().instant());
        assertThat(stores.get(3)
                        .catalog()
                        .find(upload.id())
                        .join()
                        .orElseThrow()
                        .state())
                .isEqualTo(UploadState.STORED);
        stores.forEach(Store::close);
    }

    /** Tokens and slots must end by the time by which rows do. */
    @Test
    void theServiceGoesByTheClockOfTheDatabase() throws Exception {
        try (Store store = open()) {
            assertThat(store.clock().instant()).as("not the wrong one").isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        }
    }

    @Test
    void aDirectoryOfAnotherCatalogIsRefused() throws Exception {
        open().close();
        String other = PostgresProcess.shared().freshUrl();
        open(directory.resolve("other"), other).close();

        assertThatThrownBy(() -> open(directory.resolve("store"), other))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("are not those of its catalog");
    }

    @Test
    void anEmptyDirectoryOfAnOldCatalogIsRefused() throws Exception {
        open().close();

        assertThatThrownBy(() -> open(directory.resolve("empty"), url))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is everything mounted");
    }

    @Test
    void aFreshCatalogBesideOldFilesIsRefused() throws Exception {
        open().close();
        Path hour = Files.createDirectories(directory.resolve("store/blobs/2026030112"));
        Files.writeString(hour.resolve(Fixtures.anyId().value() + ".1"), "bytes");

        assertThatThrownBy(() -> open(
                        directory.resolve("store"), PostgresProcess.shared().freshUrl()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("holds files, but its catalog postgresql://")
                .hasMessageContaining("restore it from a backup");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidInOneLine() {
        assertThatThrownBy(() -> open(directory.resolve("store"), "jdbc:postgresql://127.0.0.1:1/files"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("the catalog postgresql://127.0.0.1:1/files cannot be reached: ")
                .hasMessageNotContaining("\n");
    }
}
