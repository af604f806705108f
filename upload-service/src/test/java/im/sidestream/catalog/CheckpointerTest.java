package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is moved again once it can be. */
final class CheckpointerTest {
    private static final Tuning TUNING =
            new Tuning(Runnable::run, 4, 6, 1, Duration.ofMillis(5), 0, CommitListener.NONE);

    @TempDir
    private Path directory;

    private Connection writer;
    private Connection moving;
    private Checkpointer checkpointer;

    @BeforeEach
    void open() throws SQLException {
        SqliteFile file = new SqliteFile(directory.resolve("log.db"), TUNING);
        writer = file.writer();
        moving = file.writer();
        checkpointer = new Checkpointer(moving, TUNING);
        execute(writer, "CREATE TABLE note (text)");
    }

    @AfterEach
    void close() throws SQLException {
        checkpointer.close();
        writer.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aCheckpointThatFailedIsReportedAndTriedAgain() throws SQLException {
        execute(moving, "BEGIN IMMEDIATE");
        execute(moving, "INSERT INTO note VALUES ('held')");
        checkpointer.committed(1);
        checkpointer.start();

        await().untilAsserted(() -> assertThat(checkpointer.problem()).contains("cannot be moved"));
        execute(moving, "COMMIT");

        await().untilAsserted(() -> assertThat(checkpointer.problem()).isNull());
    }
}
