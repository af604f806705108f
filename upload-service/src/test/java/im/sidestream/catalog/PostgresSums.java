package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/** What a PostgreSQL catalog's tables say by themselves. */
record PostgresSums(String url, InstantSource clock) {
    void assertAgree(String when) throws SQLException {
        try (Connection connection = PostgresProcess.connect(url)) {
            Sums.assertAgree(connection, clock, when);
        }
    }
}
