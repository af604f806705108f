package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in Converse.js, by clicks in the window that it has for them, over the WebSocket of a real Prosody. */
final class ConverseTest {
    private static final String PACKAGE = "converse.js-14.0.0.tgz";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir(factory = ShortTempDir.class)
    private Path work;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = Stage.open(StageSettings.defaults());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void filesAreListedAndDeletedByClicks() throws Exception {
        Scene scene = scene();
        URI kept = upload(scene, "kept.txt");
        URI gone = upload(scene, "unwanted.txt");
        String report;
        try (ConverseSite site = ConverseSite.open(unpacked(), settings(scene, webSocket(), "unwanted.txt"))) {
            Chromium browser = Chromium.open(site.page(), Files.createTempDirectory(work, "b"));
            try {
                report = site.report();
            } finally {
                browser.stop();
            }
        }

        assertThat(report)
                .doesNotContain("\"error\"")
                .contains("\"My files\"", "\"Delete a file\"")
                .contains("\"name\":\"kept.txt\"", "\"name\":\"unwanted.txt\"", "\"purpose\":\"message\"")
                .contains("\"deleted\":\"Deleted: unwanted.txt\"");
        assertThat(status(scene, gone)).isEqualTo(410);
        assertThat(status(scene, kept)).isEqualTo(200);
    }

    private Scene scene() {
        return new Scene(
                stage.prosody().host(),
                stage.prosody().ports().c2s(),
                stage.prosody().uploadDomain(),
                account("alice"),
                account("bob"),
                stage.certificates().ca());
    }

    private Scene.Account account(String user) {
        return new Scene.Account(stage.account(user).jid(), stage.account(user).password());
    }

    private URI upload(Scene scene, String name) throws Exception {
        Path file = Files.writeString(work.resolve(name), "some words");
        return new SmackUploader(scene).upload(file, work);
    }

    private static int status(Scene scene, URI link) throws Exception {
        HttpClient http =
                HttpClient.newBuilder().sslContext(Trust.contextOf(scene.ca())).build();
        HttpRequest request = HttpRequest.newBuilder(link).timeout(PATIENCE).build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Gives Prosody a port for browsers, for which it must start anew; returns where the page finds it. */
    private URI webSocket() throws IOException {
        int port = freePort();
        Path file = stage.directory().resolve("prosody").resolve("prosody.cfg.lua");
        String config = Files.readString(file)
                .replace("http_ports = { }", """
                        http_ports = { %d }
                        http_interfaces = { "127.0.0.1" }
                        consider_websocket_secure = true
                        cross_domain_websocket = true
                        """.formatted(port))
                .replace("modules_enabled = {\n  \"roster\"", "modules_enabled = {\n  \"websocket\", \"roster\"");
        int logins = stage.prosody().componentLogins();
        stage.prosody().stop();
        Files.writeString(file, config);
        stage.prosody().start();
        stage.prosody().awaitComponentLogins(logins + 1, PATIENCE);
        return URI.create("ws://localhost:" + port + "/xmpp-websocket");
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static String settings(Scene scene, URI webSocket, String file) {
        return """
                {"jid": "%s", "password": "%s", "websocket": "%s", "service": "%s", "file": "%s"}
                """.formatted(scene.sender().jid(), scene.sender().password(), webSocket, scene.service(), file);
    }

    /** The package of Converse.js that the launcher's test command fetches, unpacked. */
    private Path unpacked() throws IOException, InterruptedException {
        Path archive = Path.of(System.getProperty("sidestream.root", ".."), ".build", PACKAGE)
                .toAbsolutePath();
        assertThat(archive).as("./sidestream test fetches it").exists();
        new Program(work, System.getenv()).run("/usr/bin/tar", "-xzf", archive.toString(), "-C", work.toString());
        return work.resolve("package");
    }
}
