package im.sidestream.catalog;

import im.sidestream.slot.Catalog;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the contract. */
final class SqliteCatalogTest
        implements CatalogContract, CatalogSweepContract, QuotaContract, RoomContract, StoreContract {
    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final TestingRetention retention = new TestingRetention();
    private final ExecutorService completions = Executors.newFixedThreadPool(2);
    private SqliteCatalog catalog;

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, retention, completions);
    }

    @AfterEach
    void close() {
        catalog.close();
        completions.shutdown();
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public TestingClock clock() {
        return clock;
    }

    @Override
    public TestingRetention retention() {
        return retention;
    }
}
