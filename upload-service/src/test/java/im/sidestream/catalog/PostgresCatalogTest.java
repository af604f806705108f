package im.sidestream.catalog;

import im.sidestream.slot.Catalog;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** PostgreSQL keeps the contract. */
final class PostgresCatalogTest
        implements CatalogContract,
                CatalogSweepContract,
                QuotaContract,
                ResumptionContract,
                RoomContract,
                StoreContract {
    private final TestingClock clock = new TestingClock();
    private final TestingRetention retention = new TestingRetention();
    private final ExecutorService completions = Executors.newFixedThreadPool(2);
    private PostgresCatalog catalog;

    @BeforeEach
    void open() {
        catalog = PostgresFixtures.open(PostgresProcess.shared().freshUrl(), new Rules(clock, retention), completions);
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
