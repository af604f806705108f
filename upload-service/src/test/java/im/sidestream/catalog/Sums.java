package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a catalog's file says by itself, read beside the catalog. */
public record Sums(Path file, InstantSource clock) {
    /** Asserts that counters of owners, of the service and of the day are the sums over the rows. */
    void assertAgree(String when) throws SQLException {
        try (Connection connection = connect()) {
            assertAgree(connection, clock, when);
        }
    }

    /** Asserts the same of any database. */
    public static void assertAgree(Connection connection, InstantSource clock, String when) throws SQLException {
        long hour = Duration.ofHours(1).toMillis();
        assertThat(facts(
                        connection,
                        "SELECT owner || purpose, bytes, files FROM counter WHERE hour = -1 AND files > 0 ORDER BY 1"))
                .as(when)
                .isEqualTo(facts(
                        connection,
                        "SELECT owner || purpose, sum(size), count(*) FROM upload WHERE state < 3"
                                + " GROUP BY 1 ORDER BY 1"));
        assertThat(facts(
                        connection,
                        "SELECT '', coalesce(sum(bytes), 0), coalesce(sum(files), 0) FROM counter WHERE hour < -1"))
                .as(when)
                .isEqualTo(
                        facts(connection, "SELECT '', coalesce(sum(size), 0), count(*) FROM upload WHERE state < 3"));
        long today = clock.millis() / hour - 23;
        assertThat(facts(
                        connection,
                        "SELECT owner || purpose || hour, bytes, files FROM counter WHERE files > 0 AND hour >= "
                                + today + " ORDER BY 1"))
                .as(when)
                .isEqualTo(facts(
                        connection,
                        "SELECT owner || purpose || (issued_at / " + hour + "), sum(size), count(*)"
                                + " FROM upload WHERE coalesce(gone_reason, '') <> 'abandoned' AND issued_at / " + hour
                                + " >= "
                                + today + " GROUP BY 1 ORDER BY 1"));
    }

    /** Returns rows of one text and two numbers. */
    List<String> facts(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return facts(connection, sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static List<String> facts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> facts = new ArrayList<>();
            while (result.next()) {
                facts.add(result.getString(1) + " " + result.getLong(2) + " " + result.getLong(3));
            }
            facts.sort(null);
            return facts;
        }
    }
}
