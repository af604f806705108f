package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.catalog.TestingClock;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Usage;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.sweep.SweepReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export lives for one day and counts for nobody, whatever holds for other files of its owner. */
@Timeout(60)
class ExportLifeTest {
    private static final Owner ALICE = new Owner("upload.example.org", "alice@example.org");

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retention.ephemeral = unlimited",
                "groups.some { members = [example.org], retention.ephemeral = unlimited }",
                "groups.some { members = [example.org], retention.ephemeral = 1h }",
                "groups.some { members = [upload.example.org], retention.ephemeral = 1h }",
            })
    void itGoesAfterItsDayWhateverTheRetention(String policy) throws Exception {
        ServerConfig config = config(policy);
        try (UploadService service = start(config)) {
            URI export = service.domain().ownUploads().export(ALICE).join();
            clock.advance(Duration.ofDays(1).minusSeconds(1));
            assertThat(status(service, export)).isEqualTo(200);
            clock.advance(Duration.ofSeconds(1));
            assertThat(status(service, export)).isEqualTo(410);
        }
        SweepReport swept = sweep(config);
        assertThat(swept.expired()).isEqualTo(1);
        assertThat(swept.removed()).as("from the disk").isEqualTo(1);
    }

    @Test
    void noSweepTakesItBefore() throws Exception {
        ServerConfig config = config("groups.some { members = [\"*\"], retention.ephemeral = 1h }");
        try (UploadService service = start(config)) {
            service.domain().ownUploads().export(ALICE).join();
        }
        clock.advance(Duration.ofDays(1).minusSeconds(1));
        assertThat(sweep(config).expired()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groups.some { members = [example.org], quota.total = 5B, ephemeral.max-file-size = 5B }",
                "groups.some { members = [\"*\"], quota { total = 5B, daily = 5B, daily-files = 1 } }",
            })
    void itTakesNoRoomFromItsOwner(String policy) throws Exception {
        try (UploadService service = start(config(policy))) {
            service.domain().ownUploads().export(ALICE).join();
            Usage usage = service.domain().ownUploads().usage(ALICE).join();
            assertThat(usage.total().bytes()).isZero();
            assertThat(service.domain().issuer().issue(request(5))).succeedsWithin(Duration.ofSeconds(20));
            assertThat(service.domain().ownUploads().export(ALICE))
                    .as("nor does a full account go without one")
                    .succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private static SlotRequest request(long size) {
        return new SlotRequest(ALICE.service(), ALICE.jid(), new FileName("a"), size, null, Purpose.MESSAGE, null);
    }

    private UploadService start(ServerConfig config) throws Exception {
        UploadService service = UploadService.start(config, clock, new SecureRandom());
        service.health().started();
        return service;
    }

    private SweepReport sweep(ServerConfig config) throws Exception {
        try (Store store = Store.open(config.storage(), clock, config.policy()::retention)) {
            return new ExpirySweeper(store.catalog(), store.blobs(), SweepLimits.STANDARD, clock).sweep();
        }
    }

    private int status(UploadService service, URI link) throws Exception {
        URI here = URI.create("http://127.0.0.1:" + service.port() + link.getRawPath());
        return http.send(HttpRequest.newBuilder(here).build(), BodyHandlers.ofString())
                .statusCode();
    }

    private ServerConfig config(String policy) throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(
                file,
                "xmpp { domain = upload.example.org, secret = s }\nstorage.directory = files\nwarm-up = false\n"
                        + "http { listen = \"127.0.0.1:0\", admin-listen = off }\npolicy." + policy + "\n");
        return new ConfigLoader(Map.of(), directory).load(file);
    }
}
