package im.sidestream.catalog;

import java.nio.file.Path;

/** The same in SQLite's file. */
final class SqliteOutboxTest extends OutboxContract {
    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(Runnable::run, CommitListener.NONE));
    }
}
