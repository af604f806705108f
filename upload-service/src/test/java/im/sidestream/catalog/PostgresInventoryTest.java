package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executor;

/** What the catalog in PostgreSQL knows by owner. */
final class PostgresInventoryTest extends InventoryContract {
    private static final List<String> TABLES = List.of(
            "upload",
            "counter",
            "audit",
            "piece",
            "block",
            "override",
            "dating",
            "delivery",
            "offer",
            "outbox",
            "personal_link",
            "standing_consent",
            "receiver_list",
            "list_member",
            "list_reader",
            "sending");

    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules, Executor completions) {
        return PostgresFixtures.open(url, rules, completions);
    }

    @Override
    Connection beside(Path directory) throws SQLException {
        return PostgresProcess.connect(url);
    }

    /** What the server keeps of dead rows until it cleans them up is its own matter. */
    @Override
    void assertNowhere(Path directory, String text) throws SQLException {
        try (Connection connection = beside(directory);
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                String rows = "SELECT count(*) FROM " + table + " AS one WHERE one::text LIKE '%" + text + "%'";
                try (ResultSet result = statement.executeQuery(rows)) {
                    assertThat(result.next()).isTrue();
                    assertThat(result.getInt(1)).as(table).isZero();
                }
            }
        }
    }
}
