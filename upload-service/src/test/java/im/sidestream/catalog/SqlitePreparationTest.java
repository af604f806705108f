package im.sidestream.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Deliveries in preparation in SQLite's file. */
final class SqlitePreparationTest extends PreparationContract {
    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(Runnable::run, CommitListener.NONE));
    }

    @Override
    Connection beside(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalog.db"));
    }
}
