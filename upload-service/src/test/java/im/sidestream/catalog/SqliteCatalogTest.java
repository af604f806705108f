package im.sidestream.catalog;

import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the contract. */
final class SqliteCatalogTest
        implements CatalogContract,
                CatalogSweepContract,
                QuotaContract,
                ResumptionContract,
                RoomContract,
                StoreContract {
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

    /** What one request does not look at, it promises nothing of: a time that is over would be asked for for ever. */
    @Test
    void noTimeIsToldForMoreThanOneRequestGivesUp() {
        for (int i = 0; i < 1500; i++) {
            Fixtures.store(catalog, Fixtures.JULIET, 1, clock.instant());
        }
        clock.advance(Duration.ofHours(2));
        retention.keepMessages(Duration.ofHours(1));
        Allowance allowance = Allowance.of(new Quota(1500, Quota.UNLIMITED));

        Refusal refusal = refused(
                catalog.reserve(Fixtures.issued(Fixtures.JULIET, 1400, clock.instant()), allowance),
                Reason.QUOTA_EXCEEDED);

        assertThat(refusal.retryAt()).isEmpty();
    }
}
