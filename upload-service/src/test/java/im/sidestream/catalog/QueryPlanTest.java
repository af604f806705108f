package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Retention;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No statement looks at all rows of a table that grows: its cost must not follow the number of files. */
final class QueryPlanTest {
    /**
     * Tables of one row, parts of other queries that are limited, the open reservations and the empty counters through their
     * own indexes, and the oldest records of the audit trail in the order of their rows.
     */
    private static final String HARMLESS = "SCAN (CONSTANT ROW|audit|dating|oldest|schema_version|\\(subquery-\\d+\\)"
            + "|upload USING (COVERING )?INDEX upload_open"
            + "|counter USING (COVERING )?INDEX counter_empty)";

    private final List<String> prepared = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void everyStatementGoesByAnIndex() throws SQLException {
        Path file = directory.resolve("catalog.db");
        try (Connection connection =
                new SqliteFile(file, Tuning.standard(Runnable::run, CommitListener.NONE)).writer()) {
            Schema.sqlite().migrate(connection, file, 0);
            prepareAll(SqlConnection.sqlite(noting(connection)));
            assertThat(prepared).hasSizeGreaterThan(30);
            for (String sql : prepared) {
                assertThat(plan(connection, sql))
                        .as(sql)
                        .noneMatch(step -> step.startsWith("SCAN") && !step.matches(HARMLESS));
            }
        }
    }

    private static void prepareAll(SqlConnection connection) throws SQLException {
        Rules rules = new Rules(new TestingClock(), () -> Retention.FOREVER);
        Counters counters = new Counters(connection);
        AuditStatements audit = new AuditStatements(connection, rules.clock());
        Dating dating = new Dating(connection, rules);
        Removals removals = new Removals(connection, counters, audit, dating);
        Room room = new Room(connection, counters, removals, dating);
        Slots slots = new Slots(connection, room, dating);
        assertThat(new Resuming(connection, slots, removals, dating)).isNotNull();
        assertThat(new Wishes(connection, removals, audit, rules)).isNotNull();
        assertThat(new SqlRestrictions.Statements(connection, audit, rules.clock()))
                .isNotNull();
        assertThat(DeliveryStatements.on(connection, rules)).isNotNull();
        Reader reader = new Reader(connection);
        assertThat(List.of(reader.lists(), reader.deliveries(), reader.receiverLists()))
                .hasSize(3);
    }

    /** Returns the same connection, which notes what is prepared. */
    private Connection noting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        prepared.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<String> plan(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            List<String> steps = new ArrayList<>();
            while (result.next()) {
                steps.add(result.getString("detail"));
            }
            return steps;
        }
    }
}
