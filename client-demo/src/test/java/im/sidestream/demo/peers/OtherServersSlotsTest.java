package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.stage.EjabberdStage;
import im.sidestream.demo.stage.SidestreamServer;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Behind the modules that servers bring themselves: Smack asks a real Prosody or ejabberd for a slot, and our process, which
 * has no XMPP server, keeps the file.
 */
final class OtherServersSlotsTest {
    private static final String SECRET = "one secret for both";
    private static final byte[] CONTENT = new byte[200_000];

    @TempDir
    private Path directory;

    private int port;

    @BeforeEach
    void preparePortAndContent() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        new Random(3).nextBytes(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({
        "prosody-v1, http_upload_external, v1",
        "prosody-v2, http_upload_external, v2",
        "prosody-jwt, http_file_share, none"
    })
    void filesOfProsodysModulesAreKeptHere(String protocol, String module, String version) throws Exception {
        StageSettings settings = settings(protocol)
                .withProsodyConfig(
                        "Component \"files.localhost\" \"" + module + "\"",
                        "  " + module + "_base_url = \"https://localhost:" + port + "/upload/\"",
                        "  " + module + "_secret = \"" + SECRET + "\"",
                        version.equals("none") ? "" : "  " + module + "_protocol = \"" + version + "\"");
        try (Stage stage = Stage.open(settings)) {
            withoutXmpp(stage.server());
            var alice = stage.account("alice");
            sharesFiles(new Scene(
                    stage.prosody().host(),
                    stage.prosody().ports().c2s(),
                    "files.localhost",
                    new Scene.Account(alice.jid(), alice.password()),
                    new Scene.Account(alice.jid(), alice.password()),
                    stage.certificates().ca()));
        }
    }

    @Test
    void filesOfEjabberdsModuleAreKeptHere() throws Exception {
        List<String> module = List.of(
                "  mod_http_upload:",
                "    host: \"files.@HOST@\"",
                "    docroot: \"" + directory + "\"",
                "    put_url: \"https://localhost:" + port + "/upload\"",
                "    external_secret: \"" + SECRET + "\"");
        try (EjabberdStage stage = EjabberdStage.open(settings("ejabberd"), module)) {
            withoutXmpp(stage.server());
            var alice = stage.accounts().get(0);
            sharesFiles(new Scene(
                    stage.ejabberd().host(),
                    stage.ejabberd().ports().c2s(),
                    "files.localhost",
                    new Scene.Account(alice.jid(), alice.password()),
                    new Scene.Account(alice.jid(), alice.password()),
                    stage.certificates().ca()));
        }
    }

    private StageSettings settings(String protocol) {
        return StageSettings.defaults()
                .withServerConfig(
                        "http.listen = \"127.0.0.1:" + port + "\"",
                        "foreign.host { protocol = \"" + protocol
                                + "\", path = \"/upload/\", service = localhost, secret = \"" + SECRET + "\" }");
    }

    /** From here on only the other server issues slots, and ours serves them alone. */
    private static void withoutXmpp(SidestreamServer server) throws IOException {
        server.stop();
        Files.writeString(server.configFile(), "xmpp = null\n", StandardOpenOption.APPEND);
        server.start();
    }

    private void sharesFiles(Scene scene) throws Exception {
        HttpClient http =
                HttpClient.newBuilder().sslContext(Trust.contextOf(scene.ca())).build();
        for (String name : List.of("plain.bin", "caf\u00e9 \uD83C\uDF89 & 100%.bin")) {
            Path file = Files.write(directory.resolve(name), CONTENT);

            URI link = new SmackUploader(scene).upload(file, directory);

            assertThat(link.getPort()).isEqualTo(port);
            HttpResponse<byte[]> read = http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.body()).isEqualTo(CONTENT);
            HttpRequest forged = HttpRequest.newBuilder(URI.create(link + "x?v=" + "0".repeat(64)))
                    .PUT(BodyPublishers.ofByteArray(CONTENT))
                    .build();
            assertThat(http.send(forged, BodyHandlers.discarding()).statusCode())
                    .isIn(401, 403);
        }
    }
}
