package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nginx sends itself: the service's decisions, nginx's bytes. */
final class AccelRedirectTest {
    private static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;
    private static final byte[] CONTENT = UploadTest.random(300_000);

    @TempDir
    Path directory;

    private RunningService service(Predicate<InetAddress> proxies) throws IOException {
        HttpFront front = new HttpFront(proxies, false, Optional.of("/stored/"));
        return new RunningService(directory.resolve("store"), standard -> standard.behind(front));
    }

    private static Slot stored(RunningService service, byte[] content) throws IOException {
        Slot slot = service.slot("a.html", content.length, "text/html");
        put(service, slot, content);
        return slot;
    }

    private static void put(RunningService service, Slot slot, byte[] content) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.put(slot.put(), content.length)
                            .send(content)
                            .reply()
                            .status())
                    .isEqualTo(201);
        }
    }

    private static Reply get(RunningService service, Slot slot, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get(), headers).reply();
        }
    }

    @Test
    @Requirement("R-30")
    void aTrustedProxyIsToldWhereTheFileLiesWithAllItsHeaders() throws Exception {
        try (RunningService service = service(LOOPBACK)) {
            Slot slot = stored(service, CONTENT);
            Path blob = service.directory
                    .resolve("blobs")
                    .relativize(service.blobs().get(0));
            for (String range : new String[] {"X: y", "Range: bytes=5-9", "Range: bytes=0-1,5-9"}) {
                Reply reply = get(service, slot, range, "If-None-Match: \"another\"");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("X-Accel-Redirect")).isEqualTo("/stored/" + blob);
                assertThat(reply.header("Content-Length")).isEqualTo("0");
                assertThat(reply.headers()).doesNotContainKey("content-range");
                assertThat(reply.headers())
                        .containsKeys("content-security-policy", "etag", "repr-digest", "cache-control")
                        .containsEntry("content-type", "text/html");
            }
        }
    }

    @Test
    @Requirement("R-30")
    void whoIsNoTrustedProxyGetsTheBytesAndLearnsNothing() throws Exception {
        try (RunningService service = service(address -> false)) {
            Reply reply = get(service, stored(service, CONTENT), "Forwarded: for=127.0.0.1");
            assertThat(reply.headers()).doesNotContainKey("x-accel-redirect");
            assertThat(Arrays.equals(reply.body(), CONTENT)).isTrue();
        }
    }

    /** What the proxy would judge by validators of its own, and what has no body, is answered here. */
    @Test
    @Requirement("R-30")
    void conditionsAreAnsweredByTheService() throws Exception {
        try (RunningService service = service(LOOPBACK)) {
            Slot slot = stored(service, CONTENT);
            String etag = get(service, slot).header("ETag");
            assertThat(get(service, slot, "If-None-Match: " + etag).status()).isEqualTo(304);
            assertThat(get(service, slot, "If-Match: \"another\"").status()).isEqualTo(412);
            assertThat(get(service, slot, "Range: bytes=300000-").status()).isEqualTo(416);
            for (String condition : new String[] {"If-Match: " + etag, "If-Range: " + etag}) {
                Reply reply = get(service, slot, condition, "Range: bytes=5-9");
                assertThat(reply.status()).isEqualTo(206);
                assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 5, 10));
            }
            try (RawHttp client = new RawHttp(service.port())) {
                Reply head = client.request("HEAD", slot.get().getRawPath()).reply(false);
                assertThat(head.header("Content-Length")).isEqualTo("300000");
                assertThat(head.headers()).doesNotContainKey("x-accel-redirect");
            }
        }
    }

    /** Nobody cuts off what a proxy sends, and a file of pieces is no file on the disk. */
    @Test
    @Requirement("R-30")
    void whatMayEndOnTheWayOrIsInPiecesIsSentByTheService() throws Exception {
        try (RunningService service = service(LOOPBACK)) {
            Slot ephemeral = service.ephemeral(
                    "a.bin", CONTENT.length, service.clock.instant().plus(Duration.ofDays(9)));
            put(service, ephemeral, CONTENT);
            assertThat(Arrays.equals(get(service, ephemeral).body(), CONTENT)).isTrue();

            Slot pieced = service.slot("b.bin", CONTENT.length);
            try (RawHttp client = new RawHttp(service.port())) {
                assertThat(client.patch(pieced.put(), 0, CONTENT.length)
                                .send(CONTENT)
                                .reply()
                                .status())
                        .isEqualTo(204);
            }
            assertThat(Arrays.equals(get(service, pieced).body(), CONTENT)).isTrue();

            Slot ending = stored(service, CONTENT);
            assertThat(get(service, ending).header("X-Accel-Redirect")).isNotEmpty();
            service.clock.advance(RunningService.RETENTION.minusDays(1));
            assertThat(Arrays.equals(get(service, ending).body(), CONTENT)).isTrue();
        }
    }

    /** The locations of the operator guide, word for word but for the paths. */
    @Test
    @Requirement("R-30")
    void nginxSendsTheFileAsTheServiceWould() throws Exception {
        CertificateFiles tls = Command.certificate(directory);
        Path socket = directory.resolve("http.sock");
        ListenOn listen = new ListenOn.SocketFile(socket, PosixFilePermissions.fromString("rw-rw----"));
        HttpFront front = new HttpFront(address -> false, false, Optional.of("/stored/"));
        try (RunningService service = new RunningService(
                        directory.resolve("store"),
                        standard -> standard.on(listen).behind(front));
                Nginx nginx = new Nginx(directory, tls, locations(service.directory, socket))) {
            Slot slot = service.slot("ä b.html", CONTENT.length, "text/html");
            Path file = Files.write(directory.resolve("a.html"), CONTENT);
            String base = "https://localhost:" + nginx.port();
            assertThat(curl("-T", file.toString(), base + target(slot))).startsWith("201");
            String link = base + slot.get().getRawPath();

            Map<String, String> whole = ask(link);
            assertThat(whole).containsEntry("status", "200").containsEntry("content-length", "300000");
            assertThat(body()).isEqualTo(CONTENT);
            Map<String, String> own = byTheService(slot, socket);
            for (String name : own.keySet()) {
                if (!name.equals("date") && !name.equals("status")) {
                    assertThat(whole).as("as the service itself says it").containsEntry(name, own.get(name));
                }
            }
            assertThat(ask(link, "-r", "1000-200000"))
                    .containsEntry("status", "206")
                    .containsEntry("content-range", "bytes 1000-200000/300000");
            assertThat(body()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 200_001));
            assertThat(ask(link, "-r", "1-2,5-9")).containsEntry("status", "200");
            String etag = whole.getOrDefault("etag", "");
            assertThat(ask(link, "-H", "If-None-Match: " + etag)).containsEntry("status", "304");
            assertThat(ask(link, "-H", "If-Match: " + etag)).containsEntry("status", "200");
            assertThat(ask(link, "-H", "If-Range: " + etag, "-r", "5-9")).containsEntry("status", "206");
            assertThat(ask(base + "/stored/" + service.blobs().get(0).getFileName()))
                    .as("nobody asks for it from outside")
                    .containsEntry("status", "404");
        }
    }

    private static String target(Slot slot) {
        return slot.put().getRawPath() + "?" + slot.put().getRawQuery();
    }

    /** Takes the blocks of the guide that configure nginx for this. */
    private static String locations(Path store, Path socket) throws IOException {
        String guide = Files.readString(Path.of(System.getProperty("sidestream.root", ".."), "docs/operator-guide.md"));
        String proxy = guide.substring(guide.indexOf("    location / {"));
        String stored = guide.substring(guide.indexOf("    location /stored/ {"));
        String both = proxy.substring(0, proxy.indexOf("\n    }\n") + 7)
                + stored.substring(0, stored.indexOf("\n    }\n") + 7);
        return both.replace("http://127.0.0.1:5443;", "http://unix:" + socket + ":;")
                .replace("/var/lib/sidestream/blobs/", store.resolve("blobs") + "/");
    }

    /** Returns what the service says where it sends the file itself. */
    private Map<String, String> byTheService(Slot slot, Path socket) throws Exception {
        curl(
                "--unix-socket",
                socket.toString(),
                "-I",
                "http://localhost" + slot.get().getRawPath());
        return headers();
    }

    private Map<String, String> ask(String link, String... more) throws Exception {
        String code = curl(Stream.concat(Stream.of(more), Stream.of(link)).toArray(String[]::new));
        Map<String, String> headers = headers();
        headers.put("status", code);
        return headers;
    }

    private byte[] body() throws IOException {
        return Files.readAllBytes(directory.resolve("body"));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line :
                Files.readAllLines(directory.resolve("head"), java.nio.charset.StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                String previous =
                        headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
                assertThat(previous).as(line).isNull();
            }
        }
        headers.remove("server");
        headers.remove("connection");
        return headers;
    }

    private String curl(String... more) throws Exception {
        return Command.run(
                        directory,
                        Stream.concat(
                                        Stream.of(
                                                "curl",
                                                "-s",
                                                "--cacert",
                                                "cert.pem",
                                                "-w",
                                                "%{http_code}",
                                                "-D",
                                                "head",
                                                "-o",
                                                "body"),
                                        Stream.of(more))
                                .toArray(String[]::new))
                .strip();
    }
}
