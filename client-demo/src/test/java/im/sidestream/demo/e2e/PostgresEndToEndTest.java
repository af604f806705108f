package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.stage.StageTheatre;
import im.sidestream.demo.story.Story;
import im.sidestream.demo.story.StorySettings;
import im.sidestream.demo.story.Theatre.OpenScene;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.UploadSlot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole product with its rows in a real PostgreSQL: the main job, and a crash of the database. */
final class PostgresEndToEndTest {
    private static final int SIZE = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    private DatabaseServer database;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        database = new DatabaseServer();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        database.remove();
    }

    @Test
    void aFileIsSharedWhileTheChatGoesOn() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        StageSettings settings = StageSettings.defaults().withServerConfig(database.config());
        try (OpenScene open = new StageTheatre(settings).open()) {
            PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
            new Story(open.scene(), new StorySettings(SIZE * 16L, 20), Progress.none(), out, Clock.systemUTC()).play();
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("PROOF", "recording.bin");
    }

    /** While the database is away uploads and downloads are told to come again (RFC 9110 §15.6.4); then all is as before. */
    @Test
    void aCrashOfTheDatabaseIsSurvivedWithoutARestart() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(7).nextBytes(content);
        StageSettings settings = StageSettings.defaults().withServerConfig(database.config());
        try (Stage stage = Stage.open(settings);
                Visitor alice = Visitor.logIn(stage, "alice")) {
            UploadSlot done = alice.slot("done.bin", SIZE);
            assertThat(alice.put(done, content)).isEqualTo(201);
            UploadSlot waiting = alice.slot("waiting.bin", SIZE);

            // what nobody was promised yet, a slot above all, is written by the server within a second
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            database.kill();
            await().atMost(SOON).until(() -> !stage.server().isReady());
            assertThat(alice.put(waiting, content)).isEqualTo(503);
            assertThat(alice.get(done.get()).statusCode()).isEqualTo(503);
            assertThat(alice.get(done.get()).headers().firstValue("Retry-After"))
                    .isPresent();
            database.start();

            await().atMost(SOON).until(() -> stage.server().isReady());
            assertThat(alice.put(waiting, content)).isEqualTo(201);
            assertThat(alice.get(done.get()).body()).isEqualTo(content);
            assertThat(alice.get(waiting.get()).body()).isEqualTo(content);
        }
    }
}
