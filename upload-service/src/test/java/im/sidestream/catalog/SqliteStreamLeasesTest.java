package im.sidestream.catalog;

import java.nio.file.Path;

/** Leases in SQLite's file, which one process uses: the statements are the same. */
final class SqliteStreamLeasesTest extends StreamLeasesContract {
    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(Runnable::run, CommitListener.NONE));
    }
}
