package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wired service, from a slot to the administrator's commands. */
class UploadServiceTest {
    private static final String OWNER = "alice@example.org";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private UploadService service;

    @BeforeEach
    void start() throws Exception {
        service = UploadService.start(config(""), Clock.systemUTC(), new SecureRandom());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void whatIsUploadedIsServedCountedAndListed() throws Exception {
        Slot slot = upload("hello");

        assertThat(send(HttpRequest.newBuilder(here(slot.get()))).body()).isEqualTo("hello");
        assertThat(admin("usage", OWNER))
                .startsWith(OWNER + ": 5 bytes stored and reserved\nmessage: 5 bytes in 1 files\n");
        assertThat(admin("fsck", "")).isEqualTo("good files: 1\ndone\n");
        assertThat(adminPage("metrics"))
                .contains("sidestream_http_requests_total{method=\"PUT\",status=\"201\"} 1.0")
                .contains("sidestream_http_received_bytes_total 5.0");
        assertThat(adminPage("ready")).startsWith("starting\n");
        service.health().started();
        assertThat(adminPage("ready")).isEqualTo("catalog: ok\nslots: ok\nstore: ok\n");
    }

    /** A balancer must stop sending before the port closes. */
    @Test
    void whileItDrainsItIsNotReadyAndLives() throws Exception {
        service.health().started();
        assertThat(adminStatus("ready")).isEqualTo(200);

        service.drain();

        assertThat(adminStatus("ready")).isEqualTo(503);
        assertThat(adminPage("ready")).startsWith("draining\n");
        assertThat(adminStatus("live")).isEqualTo(200);
        assertThat(adminPage("metrics")).contains("sidestream_ready 0.0\n");
    }

    @Test
    void purgeDeletesTheFilesOfOneAccount() throws Exception {
        Slot slot = upload("hello");

        assertThat(admin("purge", "bob@example.org")).isEqualTo("bob@example.org: 0 files deleted\n");
        assertThat(admin("purge", OWNER)).isEqualTo(OWNER + ": 1 files deleted\n");
        assertThat(send(HttpRequest.newBuilder(here(slot.get()))).statusCode()).isEqualTo(410);
        assertThat(admin("usage", OWNER)).startsWith(OWNER + ": 0 bytes stored and reserved\n");
    }

    @Test
    void afterARotationOfTheKeysNewSlotsHaveNewOnesAndOldLinksStillWork() throws Exception {
        Slot before = slot(5);

        assertThat(admin("rotate-keys", "")).startsWith("new SigningKey[SLOT ");

        Slot after = slot(5);
        assertThat(keyId(after)).isNotEqualTo(keyId(before));
        assertThat(put(before, "hello").statusCode()).isEqualTo(201);
        assertThat(put(after, "hello").statusCode()).isEqualTo(201);
    }

    @Test
    void fsckFindsFilesOfTheWrongLengthAndFilesOfNobody() throws Exception {
        upload("hello");
        Path blob = onlyBlob();
        Files.writeString(blob.resolveSibling("stranger.1"), "x");
        Files.writeString(blob, "hell");

        assertThat(admin("fsck", ""))
                .contains(blob.getFileName() + ": length differs from the catalog's\n")
                .contains("stranger.1: belongs to no file\n")
                .doesNotContain("good files");
    }

    @Test
    void theStoreIsKeptOverARestart() throws Exception {
        Slot slot = upload("hello");
        service.close();
        service = UploadService.start(config(""), Clock.systemUTC(), new SecureRandom());

        assertThat(send(HttpRequest.newBuilder(here(slot.get()))).body()).isEqualTo("hello");
    }

    @Test
    void aFailedStartLeavesNothingOpen() throws Exception {
        service.close();
        ServerConfig impossible = config("http.tls { certificate = absent.pem, key = absent.pem }\n"
                + "http.public-url = \"https://localhost/\"");

        assertThatThrownBy(() -> UploadService.start(impossible, Clock.systemUTC(), new SecureRandom()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("absent.pem");
        service = UploadService.start(config(""), Clock.systemUTC(), new SecureRandom());
    }

    @Test
    @Timeout(20)
    void whatTheOtherFaceNeedsToStopIsTakenFromTheTransfersTime() throws Exception {
        service.close();
        MovableClock clock = new MovableClock();
        service = UploadService.start(config("stop-timeout = 5min"), clock, new SecureRandom());
        Slot slot = slot(10);
        URI put = here(slot.put());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.getOutputStream()
                    .write(("PUT " + put.getRawPath() + "?" + put.getRawQuery()
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> adminPage("metrics").contains("sidestream_http_connections 1.0"));

            service.drain();
            clock.forward(Duration.ofMinutes(6));
            service.close();

            assertThat(socket.isConnected()).isTrue();
        }
    }

    private Slot slot(long size) throws Exception {
        return service.domain()
                .issuer()
                .issue(new SlotRequest(
                        "upload.example.org", OWNER, new FileName("a.txt"), size, null, Purpose.MESSAGE, null))
                .get();
    }

    private Slot upload(String text) throws Exception {
        Slot slot = slot(text.length());
        assertThat(put(slot, text).statusCode()).isEqualTo(201);
        return slot;
    }

    private HttpResponse<String> put(Slot slot, String text) throws Exception {
        return send(HttpRequest.newBuilder(here(slot.put())).PUT(HttpRequest.BodyPublishers.ofString(text)));
    }

    private static String keyId(Slot slot) {
        return slot.put().getRawQuery().split("[=.]", -1)[1];
    }

    /** The public URL has no port that could be known before the start. */
    private URI here(URI link) {
        return URI.create("http://127.0.0.1:" + service.port() + link.getRawPath()
                + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
    }

    private Path onlyBlob() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("files/blobs"))) {
            return files.filter(Files::isRegularFile).findAny().orElseThrow();
        }
    }

    private String admin(String command, String argument) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(command))
                        .header("Sidestream-Command", "1")
                        .POST(HttpRequest.BodyPublishers.ofString(argument)))
                .body();
    }

    private int adminStatus(String page) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(page))).statusCode();
    }

    private String adminPage(String page) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(page))).body();
    }

    private URI adminUri(String path) {
        return URI.create("http://127.0.0.1:" + service.adminPort().orElseThrow() + "/" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ServerConfig config(String more) throws ConfigException, IOException {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(
                file,
                "xmpp { domain = upload.example.org, secret = s }\nstorage.directory = files\nwarm-up = false\n"
                        + "http { listen = \"127.0.0.1:0\", admin-listen = \"127.0.0.1:0\" }\n" + more + "\n");
        return new ConfigLoader(Map.of(), directory).load(file);
    }

    /** Runs with the system's clock, and ahead of it by what it was moved. */
    private static final class MovableClock extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void forward(Duration time) {
            ahead.set(time);
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
