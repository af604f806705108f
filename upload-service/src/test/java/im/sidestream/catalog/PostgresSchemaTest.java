package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.slot.Retention;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's tables are those of SQLite, made once by whoever comes first, and never touched by an older program. */
final class PostgresSchemaTest {
    private final String url = PostgresProcess.shared().freshUrl();

    private PostgresCatalog open() {
        return PostgresFixtures.open(url, new Rules(new TestingClock(), () -> Retention.FOREVER), Runnable::run);
    }

    @Test
    void bothDatabasesHaveTheSameColumns(@TempDir Path directory) throws SQLException {
        open().close();
        Path file = directory.resolve("catalog.db");
        Tuning tuning = Tuning.standard(Runnable::run, CommitListener.NONE);

        try (Connection sqlite = new SqliteFile(file, tuning).writer();
                Connection postgres = PostgresProcess.connect(url)) {
            Schema.sqlite().migrate(sqlite, file, 0);
            assertThat(columns(postgres, postgres.getSchema())).isEqualTo(columns(sqlite, null));
        }
    }

    private static Set<String> columns(Connection connection, @Nullable String schema) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (ResultSet rows = connection.getMetaData().getColumns(null, schema, "%", "%")) {
            while (rows.next()) {
                String table = rows.getString("TABLE_NAME");
                if (!table.startsWith("sqlite_")
                        && !rows.getString("COLUMN_NAME").contains("_log")) {
                    columns.add(table + "." + rows.getString("COLUMN_NAME"));
                }
            }
        }
        // what several processes need and SQLite never has
        columns.removeIf(column -> column.startsWith("shard.") || column.startsWith("node."));
        return columns;
    }

    @Test
    void manyNodesMayStartAtOnce() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        List<Callable<PostgresCatalog>> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(this::open);
        }
        for (Future<PostgresCatalog> node : nodes.invokeAll(starts)) {
            try (PostgresCatalog catalog = node.get()) {
                assertThat(catalog.check().ok()).isTrue();
            }
        }
        nodes.shutdown();
    }

    @Test
    void aNewerSchemaIsRefusedAndLeftAlone() throws SQLException {
        open().close();
        execute("INSERT INTO schema_version VALUES (99, 0)");

        assertThatThrownBy(this::open)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("has schema 99")
                .hasMessageContaining("run the newer program");
        assertThatThrownBy(() -> PostgresCatalog.check(PostgresProcess.settings(url)))
                .hasMessageContaining("has schema 99");
    }

    @Test
    void aScriptThatFailsLeavesNothingBehind() throws SQLException {
        Schema broken = new Schema(List.of("CREATE TABLE a (b INTEGER)", "CREATE TABLE a (b INTEGER)"));
        try (Connection connection = PostgresProcess.connect(url)) {
            assertThatThrownBy(() -> new PostgresMigration(broken, "x").run(connection))
                    .isInstanceOf(SQLException.class);
            assertThat(columns(connection, connection.getSchema())).isEmpty();
        }
    }

    @Test
    void aCheckChangesNothing() throws SQLException {
        PostgresCatalog.check(PostgresProcess.settings(url));

        try (Connection connection = PostgresProcess.connect(url)) {
            assertThat(columns(connection, connection.getSchema())).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        String other = url.replace("/postgres?", "/nowhere?");
        assertThatThrownBy(() -> PostgresCatalog.check(PostgresProcess.settings(other)))
                .isInstanceOf(CatalogException.class)
                .hasMessageEndingWith("/nowhere does not exist: make it with createdb");
        PostgresSettings good = PostgresProcess.settings(url);
        PostgresSettings wrong =
                new PostgresSettings(good.url(), good.user(), "guess", good.connections(), good.timeout());
        assertThatThrownBy(() -> PostgresCatalog.check(wrong))
                .hasMessageContaining("refuses the login: check catalog.user, catalog.password")
                .hasMessageNotContaining("guess");
        PostgresSettings away = PostgresProcess.settings("jdbc:postgresql://127.0.0.1:1/x?user=u&password=secret");
        assertThatThrownBy(() -> PostgresCatalog.check(away))
                .hasMessageStartingWith("the catalog postgresql://127.0.0.1:1/x cannot be reached: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anOrderThatAnOlderProgramWasPreparingIsForgottenAndNewOnesAreGivenBack() throws SQLException {
        TestingClock clock = new TestingClock();
        try (Connection connection = PostgresProcess.connect(url)) {
            new PostgresMigration(OlderDelivery.schema(Schema.postgresql()), "x").run(connection);
            OlderDelivery.leave(connection, clock);
        }
        try (PostgresCatalog catalog =
                PostgresFixtures.open(url, new Rules(clock, () -> Retention.FOREVER), Runnable::run)) {
            OlderDelivery.goOn(catalog, clock);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
