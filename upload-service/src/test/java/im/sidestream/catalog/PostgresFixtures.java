package im.sidestream.catalog;

import java.util.concurrent.Executor;

/** Catalogs on a real PostgreSQL, as nodes of a test. */
final class PostgresFixtures {
    private PostgresFixtures() {}

    /** Opens a catalog that goes by the test's clock and makes nobody wait for other nodes' memory. */
    static PostgresCatalog open(String url, Rules rules, Executor completions) {
        return PostgresCatalog.open(
                PostgresProcess.settings(url),
                rules,
                new DatabaseClock(),
                Tuning.standard(completions, CommitListener.NONE));
    }
}
