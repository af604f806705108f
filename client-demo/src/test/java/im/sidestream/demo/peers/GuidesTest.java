package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.e2e.DatabaseServer;
import im.sidestream.demo.stage.OperatorStage;
import im.sidestream.demo.stage.OperatorStage.ProsodyText;
import im.sidestream.demo.stage.SidestreamServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the guides tell an operator to write is written, with nothing but names, ports, paths and secrets of his own, and Smack
 * shares files through what comes of it. Blocks of our own configuration are all read by the server's tests, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GuidesTest {
    static final String SECRET = "one secret for both";
    private static final byte[] CONTENT = new byte[200_000];
    private static final String USERS = "VirtualHost \"localhost\"";
    /** Configurations of ours are read elsewhere, all of them; haproxy is not among what tests install. */
    private static final Set<String> OTHERS = Set.of("hocon", "haproxy", "ini", "sh", "text");

    private static final String PROXY = "TLS: own certificate or a proxy";

    @TempDir
    private Path directory;

    @TempDir(factory = ShortTempDir.class)
    private Path sockets;

    private Guide guide;
    private Guide readme;
    private OperatorStage stage;
    private HttpClient http;
    private int port;
    private int inner;
    private int away;

    @BeforeAll
    void open() throws IOException {
        new Random(3).nextBytes(CONTENT);
        guide = Guide.read("docs/operator-guide.md");
        readme = Guide.read("README.md");
        stage = OperatorStage.open();
        http = HttpClient.newBuilder().sslContext(Trust.contextOf(stage.ca())).build();
    }

    @BeforeEach
    void choosePorts() {
        port = stage.port();
        inner = stage.port();
        away = stage.port();
    }

    @AfterEach
    void stop() {
        stage.stop();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void prosodyAsHost() throws Exception {
        startProsodyAsHost();
        start(guide.take("The least configuration", "hocon", 1), both(component(), listening()));
        sharesFiles("upload.localhost");
    }

    @Test
    void prosodyByTheReadme() throws Exception {
        String ports = "component_ports = { " + stage.listening().component() + " }";
        stage.prosody(new ProsodyText(ports, USERS, filling().into(readme.take("Run it", "lua", 1))));
        start(readme.take("Run it", "hocon", 1), both(component(), listening()));
        sharesFiles("upload.localhost");
    }

    @Test
    void ejabberdAsHost() throws Exception {
        stage.ejabberd(filling().into(guide.take("ejabberd", "yaml", 1)), "modules:");
        start(guide.take("The least configuration", "hocon", 1), both(component(), listening()));
        sharesFiles("upload.localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "prosody-jwt, 'Prosody, mod_http_file_share', v2",
        "prosody-v1, 'Prosody, mod_http_upload_external', v1",
        "prosody-v2, 'Prosody, mod_http_upload_external', v2"
    })
    void slotsOfProsody(String protocol, String heading, String version) throws Exception {
        String component = filling().with("\"v2\"", "\"" + version + "\"").into(guide.take(heading, "lua", 1));
        stage.prosody(new ProsodyText("", USERS, component));
        startForeign(protocol);
        sharesFiles("files.localhost");
    }

    @Test
    void slotsOfEjabberd() throws Exception {
        Path files = Files.createDirectory(directory.resolve("docroot"));
        String modules = filling()
                .with("/var/lib/ejabberd/upload", files.toString())
                .into(guide.take("ejabberd, mod_http_upload", "yaml", 1));
        stage.ejabberd("listen:", modules);
        startForeign("ejabberd");
        sharesFiles("files.localhost");
    }

    /** By the names of its module's options alone: the server is in no distribution. */
    @Test
    void slotsOfMetronome() {
        assertThat(guide.take("Metronome, mod_http_upload_external", "lua", 1)
                        .lines()
                        .skip(1)
                        .map(line -> line.strip().replaceFirst(" = .*", "")))
                .containsExactly(
                        "http_file_external_url",
                        "http_file_secret",
                        "http_file_size_limit",
                        "http_file_external_delete_url",
                        "http_file_delete_secret");
    }

    @Test
    void nginxInFront() throws Exception {
        startProsodyAsHost();
        start(guide.take(PROXY, "hocon", 1), component());
        startNginx(filling().into(guide.take(PROXY, "nginx", 1)));
        sharesFiles("upload.localhost");
    }

    @Test
    void nginxInFrontOfASocket() throws Exception {
        startProsodyAsHost();
        start(guide.take(PROXY, "hocon", 2), component());
        startNginx(siteOverSocket());
        sharesFiles("upload.localhost");
    }

    @Test
    void nginxSendsTheFiles() throws Exception {
        startProsodyAsHost();
        SidestreamServer server = start(guide.take("Files sent by nginx", "hocon", 1), component());
        String stored = filling()
                .with("/var/lib/sidestream", server.storeDirectory().toString())
                .into(guide.take("Files sent by nginx", "nginx", 1));
        String site = siteOverSocket();
        startNginx(site.substring(0, site.lastIndexOf('}')) + stored + "}\n");
        sharesFiles("upload.localhost");
    }

    /** Of two nodes the first is away. */
    @Test
    void nginxAsBalancer() throws Exception {
        startProsodyAsHost();
        DatabaseServer database = new DatabaseServer();
        try {
            String node = guide.take("Several machines", "hocon", 1)
                    .replace(", proxy-protocol = required", "")
                    .replaceFirst("jdbc:[^\"]+", database.url());
            start(node, both(component(), Map.of("SIDESTREAM_HTTP_LISTEN", "127.0.0.1:" + inner)));
            String heading = "Several nodes behind a balancer";
            String nodes = guide.take(heading, "nginx", 1);
            startNginx(filling().into(nodes) + site(filling().into(guide.take(heading, "nginx", 2))));
            sharesFiles("upload.localhost");
        } finally {
            stage.stop();
            database.remove();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothingIsLeftThatNoTestTook() {
        assertThat(guide.left()).extracting(Guide.Place::language).isSubsetOf(OTHERS);
        assertThat(readme.left()).extracting(Guide.Place::language).isSubsetOf(OTHERS);
    }

    private void startProsodyAsHost() {
        ProsodyText text = new ProsodyText(
                filling().into(guide.take("Prosody", "lua", 1)),
                filling().into(guide.take("Prosody", "lua", 3)),
                filling().into(guide.take("Prosody", "lua", 2)));
        stage.prosody(text);
    }

    /** The guide's section, for that protocol. */
    private void startForeign(String protocol) {
        String text = guide.take("In front of another server's slots", "hocon", 1);
        start(text.replace("prosody-jwt", protocol), listening());
    }

    private SidestreamServer start(String text, Map<String, String> environment) {
        Map<String, String> files = Map.of(
                "sidestream.conf",
                filling().into(text),
                "secret",
                SECRET + "\n",
                "host.secret",
                SECRET + "\n",
                "database-password",
                "secret\n");
        return stage.service(files, environment);
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    /** Where a guide leaves the ports at their defaults. */
    private Map<String, String> component() {
        return Map.of("SIDESTREAM_XMPP_PORT", Integer.toString(stage.listening().component()));
    }

    private Map<String, String> listening() {
        return Map.of(
                "SIDESTREAM_HTTP_LISTEN",
                "127.0.0.1:" + port,
                "SIDESTREAM_HTTP_PUBLIC_URL",
                "https://localhost:" + port + "/");
    }

    private String siteOverSocket() {
        return site(filling().into(guide.take(PROXY, "nginx", 2)));
    }

    /** The guide's server, which passes on in another way. */
    private String site(String passing) {
        String plain = "        proxy_pass http://127.0.0.1:" + inner + ";\n";
        String site = filling().into(guide.take(PROXY, "nginx", 1));
        assertThat(site).contains(plain);
        return site.replace(plain, passing);
    }

    private void startNginx(String directives) {
        stage.nginx(directives, port);
    }

    private Filling filling() {
        return new OwnPlaces(stage, directory, sockets, port, inner, away).filling();
    }

    private void sharesFiles(String service) throws Exception {
        var alice = new Scene.Account(stage.account().jid(), stage.account().password());
        Scene scene = new Scene("127.0.0.1", stage.listening().c2s(), service, alice, alice, stage.ca());
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
                    .isIn(401, 403, 405);
        }
    }
}
