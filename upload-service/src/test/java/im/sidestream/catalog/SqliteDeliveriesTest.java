package im.sidestream.catalog;

import java.nio.file.Path;

/** Deliveries in SQLite's file. */
final class SqliteDeliveriesTest extends DeliveriesContract {
    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(Runnable::run, CommitListener.NONE));
    }
}
