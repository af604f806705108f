package im.sidestream.catalog;

import java.nio.file.Path;

/** What administrators set stays in SQLite. */
final class SqliteRestrictionsTest extends RestrictionsContract {
    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(Runnable::run, CommitListener.NONE));
    }
}
