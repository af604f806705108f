package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.Upload;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    /** PostgreSQL may run a limited subquery once for each row: then a step would take all there is. */
    @Test
    void aStepForgetsNoMoreThanItsLimitWhateverThePlan() {
        String plan = Stream.of("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize")
                .map(way -> "-c%20enable_" + way + "=off")
                .collect(Collectors.joining("%20", "&options=", ""));
        try (PostgresCatalog planned = PostgresFixtures.open(
                PostgresProcess.shared().freshUrl() + plan, new Rules(clock, retention), completions)) {
            for (int i = 0; i < 5; i++) {
                Upload upload = Fixtures.store(planned, Fixtures.JULIET, 1, clock.instant());
                planned.delete(upload.id(), Fixtures.BY_OWNER).join();
                planned.removed(upload.id()).join();
            }
            Instant later = clock.instant().plusMillis(1);

            assertThat(planned.forget(later, 2).join()).isEqualTo(2);
            assertThat(planned.forget(later, 2).join()).isEqualTo(2);
            assertThat(planned.forget(later, 2).join()).isEqualTo(1);
        }
    }
}
