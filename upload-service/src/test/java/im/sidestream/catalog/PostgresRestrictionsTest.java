package im.sidestream.catalog;

import java.nio.file.Path;

/** What administrators set stays in PostgreSQL. */
final class PostgresRestrictionsTest extends RestrictionsContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }
}
