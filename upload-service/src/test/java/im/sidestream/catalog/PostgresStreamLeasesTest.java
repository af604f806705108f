package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Leases in PostgreSQL, also where several processes want the same one at once. */
final class PostgresStreamLeasesTest extends StreamLeasesContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }

    @Test
    void ofManyThatAskAtOnceOneGetsIt() {
        Rules rules = new Rules(new TestingClock(), () -> Retention.FOREVER);
        try (SqlCatalog first = PostgresFixtures.open(url, rules, Runnable::run);
                SqlCatalog second = PostgresFixtures.open(url, rules, Runnable::run)) {
            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<Boolean>> asked = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    SqlCatalog node = i % 2 == 0 ? first : second;
                    asked.add(node.streamLeases().take("domain" + round, "holder" + i, Duration.ofSeconds(10)));
                }
                assertThat(asked.stream().filter(CompletableFuture::join)).hasSize(1);
            }
        }
    }
}
