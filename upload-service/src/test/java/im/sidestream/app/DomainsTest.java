package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process, two domains: one store and one port, two policies, two public URLs. */
final class DomainsTest {
    private static final String OWNER = "alice@example.org";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private UploadService service;
    private Domain north;
    private Domain south;

    @BeforeEach
    void start() throws Exception {
        service = UploadService.start(config("10kB"), new Now(), new SecureRandom());
        service.health().started();
        north = service.domains().get(0);
        south = service.domains().get(1);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private ServerConfig config(String southernLimit) throws Exception {
        return config("""
                http { listen = "127.0.0.1:0", admin-listen = "127.0.0.1:0" }
                storage { directory = files, sync = false }
                warm-up = false
                policy.allow = ["example.org"]
                xmpp = [
                  { domain = upload.north.example, secret = n, public-url = "http://north.localhost/", policy.retention.message = 1d }
                  { domain = upload.south.example, secret = s, public-url = "http://south.localhost/files/", policy { max-file-size = %s } }
                ]
                """.formatted(southernLimit), "");
    }

    private ServerConfig config(String text, String more) throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(file, text + more);
        return new ConfigLoader(Map.of(), directory).load(file);
    }

    @Test
    void filesOfBothAreTakenAndServedUnderTheirOwnUrls() throws Exception {
        Slot one = slot(north, 5);
        Slot other = slot(south, 5);

        assertThat(put(one)).isEqualTo(one.get().toString()).startsWith("http://north.localhost/f/");
        assertThat(put(other)).isEqualTo(other.get().toString()).startsWith("http://south.localhost/files/f/");
        assertThat(get(one)).isEqualTo(200);
        assertThat(get(other)).isEqualTo(200);
        assertThat(north.ownUploads().list(owner(north), null, 10).join().items())
                .singleElement()
                .satisfies(file -> assertThat(file.link()).isEqualTo(one.get()));
        assertThat(south.ownUploads().list(owner(south), null, 10).join().items())
                .singleElement()
                .satisfies(file -> assertThat(file.link()).isEqualTo(other.get()));
        assertThat(south.ownUploads().list(owner(north), null, 10).join().items())
                .hasSize(1);
    }

    @Test
    void eachHasLimitsOfItsOwn() throws Exception {
        assertThat(slot(north, 20_000).put()).isNotNull();
        assertTooLarge(south, 20_000);

        service.reload(config("2kB"));

        assertTooLarge(south, 5000);
        assertThat(slot(north, 5000).put()).isNotNull();
    }

    @Test
    void eachKeepsItsFilesAsLongAsItSays() throws Exception {
        Slot short1 = slot(north, 5);
        Slot kept = slot(south, 5);
        put(short1);
        put(kept);

        now.updateAndGet(then -> then.plus(Duration.ofDays(2)));

        assertThat(get(short1)).isEqualTo(410);
        assertThat(get(kept)).isEqualTo(200);
    }

    @Test
    void administratorsSayWhichDomainTheyMean() throws Exception {
        put(slot(south, 5));

        assertThat(admin("usage", OWNER))
                .isEqualTo("several domains are served: say --domain and one of upload.north.example,"
                        + " upload.south.example\n");
        assertThat(admin("usage", "@upload.south.example\n" + OWNER)).startsWith(OWNER + ": 5 bytes");
        assertThat(admin("usage", "@upload.north.example\n" + OWNER)).startsWith(OWNER + ": 0 bytes");
        assertThat(admin("usage", "@upload.west.example\n" + OWNER))
                .startsWith("upload.west.example is not served here");
        assertThat(admin("fsck", "")).isEqualTo("good files: 1\ndone\n");
        assertThat(admin("status", "")).contains("service: upload.north.example\n", "service: upload.south.example\n");
    }

    @Test
    void whatOneBlocksTheOtherServes() throws Exception {
        assertThat(admin("block", "@upload.south.example\nuser\n" + OWNER)).isNotEmpty();

        assertThat(slot(north, 5).put()).isNotNull();
        assertThat(south.issuer().issue(request(south, 5)))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(Refusal.class);
    }

    private static void assertTooLarge(Domain domain, long size) {
        try {
            domain.issuer().issue(request(domain, size)).join();
            throw new AssertionError("a slot was issued");
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.FILE_TOO_LARGE));
        }
    }

    private static Owner owner(Domain domain) {
        return new Owner(domain.name(), OWNER);
    }

    private static SlotRequest request(Domain domain, long size) {
        return new SlotRequest(domain.name(), OWNER, new FileName("a.txt"), size, null, Purpose.MESSAGE, null);
    }

    private static Slot slot(Domain domain, long size) {
        return domain.issuer().issue(request(domain, size)).join();
    }

    private String put(Slot slot) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(here(slot.put()))
                        .PUT(BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private int get(Slot slot) throws Exception {
        return http.send(HttpRequest.newBuilder(here(slot.get())).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private URI here(URI link) {
        String query = link.getRawQuery() == null ? "" : "?" + link.getRawQuery();
        return URI.create("http://127.0.0.1:" + service.port() + link.getRawPath() + query);
    }

    private String admin(String command, String argument) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.adminPort().orElseThrow() + "/" + command);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Sidestream-Command", "1")
                .POST(BodyPublishers.ofString(argument))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private final class Now extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get());
        }
    }
}
