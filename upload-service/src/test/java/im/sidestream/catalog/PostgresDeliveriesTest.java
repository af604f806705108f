package im.sidestream.catalog;

import java.nio.file.Path;

/** Deliveries in PostgreSQL. */
final class PostgresDeliveriesTest extends DeliveriesContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }
}
