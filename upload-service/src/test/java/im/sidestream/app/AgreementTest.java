package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.catalog.PostgresProcess;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes on a real PostgreSQL agree on their configuration before they serve anything. */
final class AgreementTest {
    private static final String KEY = "http.signing-key = Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmE\n";
    private static final String SECRET = "not-to-be-read-by-anybody";
    private static final String HOST =
            "foreign.host { protocol = ejabberd, path = \"/upload/\", service = localhost, secret = " + SECRET + " }\n";
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final String database = PostgresProcess.shared().freshUrl();
    private Path plain;

    @BeforeEach
    void configure() throws Exception {
        plain = Node.configure(directory.resolve("plain.conf"), database);
    }

    private Path config(String name, String more) throws Exception {
        return Files.writeString(directory.resolve(name), Files.readString(plain) + more);
    }

    @Test
    void whoHasAnotherKeyDoesNotStartBesideALivingProcessAndStartsAfterAKilledOne() throws Exception {
        Path own = config("own.conf", KEY);
        try (Node node = new Node(plain)) {
            assertThatThrownBy(() -> Node.start(own))
                    .isInstanceOf(DisagreementException.class)
                    .hasMessageStartingWith("http.signing-key is not what node ")
                    .hasMessageContaining("/" + node.pid() + "/")
                    .hasMessageNotContaining("\n");
            node.kill();
            try (UploadService service = Node.start(own)) {
                assertThat(service.health().report().text()).contains("nodes: 1\n");
            }
        }
    }

    @Test
    void whatMayDifferIsToldAtBothAndByACheck() throws Exception {
        Path larger = config("larger.conf", "policy.quota.daily = 1GiB\n");
        try (UploadService one = Node.start(plain)) {
            try (UploadService other = Node.start(larger)) {
                String line = "nodes: 2, configured otherwise: policy.quota.daily at node ";
                assertThat(other.health().report().text()).contains(line);
                await().atMost(SOON).until(() -> one.health().report().text().contains(line));
                List<String> problems = new ArrayList<>();
                List<String> notes = new ArrayList<>();
                Database.compare(loaded(larger), problems::add, notes::add);
                assertThat(notes).singleElement().asString().startsWith("configured otherwise: policy.quota.daily at");
                Database.compare(loaded(config("own.conf", KEY)), problems::add, notes::add);
                assertThat(problems)
                        .hasSize(2)
                        .allMatch(problem -> problem.startsWith("http.signing-key is not what node "));
            }
            await().atMost(SOON).until(() -> one.health().report().text().contains("nodes: 1\n"));
        }
    }

    private static ServerConfig loaded(Path config) throws Exception {
        return new ConfigLoader(Map.of(), config.resolveSibling("")).load(config);
    }

    @Test
    void secretsAreNotInTheRows() throws Exception {
        try (UploadService service = Node.start(config("foreign.conf", KEY + HOST));
                Connection connection = PostgresProcess.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT agreed FROM node")) {
            assertThat(service.health()).isNotNull();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .contains("foreign.host.secret ", "http.signing-key ", "http.public-url ")
                    .doesNotContain(SECRET, "Zm9vYmFy", "upload.example.org");
        }
    }
}
