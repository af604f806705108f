package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.stage.StageTheatre;
import im.sidestream.demo.story.Story;
import im.sidestream.demo.story.StorySettings;
import im.sidestream.demo.story.Theatre.OpenScene;
import im.sidestream.demo.transfer.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Two people chat; one shares a file; the other has it a moment later, and no stream was interrupted. */
final class MainJobTest {
    private static final long LARGE = Boolean.getBoolean("sidestream.full") ? 5L << 30 : 64L << 20;

    @Test
    void aFileIsSharedWhileTheChatGoesOn() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        StageSettings settings = StageSettings.defaults().withServerConfig("policy.max-file-size = 6GiB");
        try (OpenScene open = new StageTheatre(settings).open()) {
            PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
            new Story(open.scene(), new StorySettings(LARGE, 20), Progress.none(), out, Clock.systemUTC()).play();
        }
        // a broken claim ends the story by an exception; that the tale was told to its end is left to see
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("PROOF", "recording.bin", Long.toString(LARGE));
    }
}
