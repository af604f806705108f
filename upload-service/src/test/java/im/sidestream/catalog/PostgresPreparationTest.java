package im.sidestream.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Deliveries in preparation in PostgreSQL. */
final class PostgresPreparationTest extends PreparationContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }

    @Override
    Connection beside(Path directory) throws SQLException {
        return PostgresProcess.connect(url);
    }
}
