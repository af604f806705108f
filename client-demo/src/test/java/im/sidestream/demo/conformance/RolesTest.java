package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.e2e.DatabaseServer;
import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.session.Trust;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faces of a service as processes of their own, on one PostgreSQL and one directory (design.md §1). */
final class RolesTest {
    private static final String SECRET = "one secret for both";
    private static final byte[] CONTENT = new byte[300_000];
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private DatabaseServer database;
    private int port;
    private Stage stage;
    private HttpClient http;

    @BeforeEach
    void open() throws Exception {
        database = new DatabaseServer();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        new Random(4).nextBytes(CONTENT);
        stage = Stage.open(StageSettings.defaults()
                .withServerConfig(database.config())
                .withServerConfig(
                        "http.listen = \"127.0.0.1:" + port + "\"",
                        "http.public-url = \"https://localhost:" + port + "/\""));
        stage.server().stop();
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Trust.in(stage.certificates().ca()).context())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        database.remove();
    }

    private StandbyNode component(String... more) throws IOException {
        return new StandbyNode("component", stage.server(), directory, more);
    }

    /** HTTP alone: it knows of no XMPP server, and another server's module issues slots for it. */
    private StandbyNode upload() throws IOException {
        return new StandbyNode(
                "upload",
                stage.server(),
                directory,
                "xmpp = null",
                "foreign.host { protocol = prosody-v1, path = \"/upload/\", service = localhost, secret = \"" + SECRET
                        + "\" }");
    }

    @Test
    void filesOfAnotherServersSlotsAreServedWithoutXmppAlone() throws Exception {
        try (StandbyNode upload = upload()) {
            await().atMost(LONG).until(upload::isReady);
            assertThat(upload.page("ready")).contains("nodes: 1\n").doesNotContain("xmpp");
            sharesForeignFile("alone");
            assertThat(upload.stop()).isZero();
        }
    }

    /** What the component answers is uploaded at the other process, beside the slots of another server. */
    @Test
    void slotsOfTheComponentAreServedByTheUploadRole() throws Exception {
        try (StandbyNode component = component();
                StandbyNode upload = upload()) {
            await().atMost(LONG).until(() -> component.isConnected() && upload.isReady());
            try (RawClient client = RawClient.logIn(stage.prosody(), stage.account("alice"), stage.certificates())) {
                XmlNode slot = slot(client);
                assertThat(Answers.put(slot).getPort()).isEqualTo(port);
                assertThat(put(Answers.put(slot))).isEqualTo(201);
                assertThat(get(Answers.get(slot)).body()).isEqualTo(CONTENT);
                sharesForeignFile("beside");

                // who only issues slots can go, and what was issued stays good
                XmlNode next = slot(client);
                assertThat(component.stop()).isZero();
                assertThat(put(Answers.put(next))).isEqualTo(201);
                assertThat(get(Answers.get(next)).body()).isEqualTo(CONTENT);
            }
            assertThat(upload.stop()).isZero();
        }
    }

    private static XmlNode slot(RawClient client) throws Exception {
        XmlNode answer =
                client.ask("<request xmlns='" + Names.UPLOAD + "' filename='a.bin' size='" + CONTENT.length + "'/>");
        return answer.children().get(0);
    }

    /** Links of one would not work at the other, which is a fault of configuration: exit code 2, and one line. */
    @Test
    void whoIsGivenAnotherSigningKeyDoesNotStart() throws Exception {
        try (StandbyNode upload = upload()) {
            await().atMost(LONG).until(upload::isReady);
            try (StandbyNode wrong =
                    component("http.signing-key = \"Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmE\"")) {
                assertThat(wrong.exit()).isEqualTo(2);
                assertThat(wrong.log().lines().filter(line -> line.startsWith("sidestream: ")))
                        .singleElement()
                        .asString()
                        .startsWith("sidestream: http.signing-key is not what node ")
                        .contains(" (upload) has, which runs on the same catalog");
            }
            assertThat(upload.isReady()).isTrue();
        }
    }

    /** Prosody's mod_http_upload_external, version 1: HMAC-SHA-256 over path and size (peers.md §4). */
    private void sharesForeignFile(String name) throws Exception {
        String path = "abcdefgh/" + name + ".bin";
        URI link = URI.create("https://localhost:" + port + "/upload/" + path);

        assertThat(put(URI.create(link + "?v=" + token("another secret", path))))
                .isEqualTo(403);
        assertThat(get(link).statusCode()).isEqualTo(404);
        assertThat(put(URI.create(link + "?v=" + token(SECRET, path)))).isEqualTo(201);
        assertThat(get(link).body()).isEqualTo(CONTENT);
    }

    private static String token(String secret, String path) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal((path + " " + CONTENT.length).getBytes(StandardCharsets.UTF_8)));
    }

    private int put(URI link) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(link)
                .PUT(BodyPublishers.ofByteArray(CONTENT))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private HttpResponse<byte[]> get(URI link) throws Exception {
        return http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
    }
}
