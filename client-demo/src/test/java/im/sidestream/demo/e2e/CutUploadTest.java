package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.session.Trust;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.Backoff;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import im.sidestream.demo.transfer.Transfers;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import im.sidestream.demo.transfer.UrlRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client, the real server and a slot over a real Prosody: an upload whose link breaks goes on by itself. */
final class CutUploadTest {
    private static final int SIZE = 16 << 20;
    private static final int CUTS = 20;

    /** What may be under way between the client and the server, TLS included. */
    private static final long BUFFERS = 256 << 10;

    @TempDir
    private Path directory;

    @Test
    void anUploadOverALinkThatBreaksTwentyTimesArrivesAndSendsLittleTwice() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(3).nextBytes(content);
        Path file = Files.write(directory.resolve("film.bin"), content);
        try (CutLink link = new CutLink(CUTS, SIZE / CUTS);
                Stage stage = Stage.open(StageSettings.defaults()
                        .withServerConfig("http.public-url = \"https://localhost:" + link.port() + "/\""));
                Visitor alice = Visitor.logIn(stage, "alice");
                Transfers transfers = transfers(stage)) {
            link.leadTo(stage.server().httpBase().getPort());
            UploadSlot slot = alice.slot("film.bin", SIZE);
            assertThat(slot.resumable()).isTrue();

            var outcome = transfers.put(
                    slot,
                    new UploadSource(file, "film.bin", SIZE, "application/octet-stream"),
                    Progress.none().start("PUT", SIZE));

            assertThat(outcome).isInstanceOf(Stored.class);
            assertThat(link.cuts()).isEqualTo(CUTS);
            assertThat(link.passed() - SIZE).isBetween(0L, CUTS * BUFFERS);
            assertThat(alice.get(slot.get()).body()).isEqualTo(content);
        }
    }

    private static Transfers transfers(Stage stage) throws Exception {
        Backoff impatient =
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), wait -> Thread.sleep(wait.toMillis()));
        return new Transfers(
                Trust.in(stage.certificates().ca()).context(),
                new UrlRule(false),
                new Transfers.Patience(Duration.ofSeconds(30), impatient),
                Clock.systemUTC());
    }
}
