package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** What the catalog in SQLite knows by owner. */
final class SqliteInventoryTest extends InventoryContract {
    @Override
    SqlCatalog open(Path directory, Rules rules, Executor completions) {
        return SqliteCatalog.open(
                directory.resolve("catalog.db"), false, rules, Tuning.standard(completions, CommitListener.NONE));
    }

    @Override
    Connection beside(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalog.db"));
    }

    @Override
    void assertNowhere(Path directory, String text) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertThat(files).anyMatch(file -> file.endsWith("catalog.db"));
            for (Path file : files) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(text);
            }
        }
    }
}
