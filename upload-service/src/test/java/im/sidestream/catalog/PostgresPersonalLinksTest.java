package im.sidestream.catalog;

import java.nio.file.Path;

/** The same in PostgreSQL, on several connections at once. */
final class PostgresPersonalLinksTest extends PersonalLinksContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }
}
