package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The practice uses the real service, ends when it is told to, and leaves nothing. */
final class WarmUpTest {
    @TempDir
    private Path directory;

    @Test
    void itSharesFilesInADirectoryOfItsOwnAndRemovesIt() throws Exception {
        Path own = directory.resolve("warm-up");
        try (WarmUp practice = new WarmUp(own, Clock.systemUTC(), new SecureRandom())) {
            practice.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.isDirectory(own.resolve("blobs")));
            await().atMost(Duration.ofSeconds(20)).until(() -> filesIn(own.resolve("blobs")) > 10);
        }
        assertThat(own).doesNotExist();
    }

    @Test
    void whatAKilledPracticeLeftIsRemovedByTheNext() throws Exception {
        Path own = Files.createDirectories(directory.resolve("warm-up"));
        Path left = Files.writeString(
                Files.createDirectories(own.resolve("blobs/2026010100")).resolve("x.1"), "left");
        try (WarmUp practice = new WarmUp(own, Clock.systemUTC(), new SecureRandom())) {
            practice.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(left));
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static long filesIn(Path top) throws Exception {
        try (var files = Files.walk(top)) {
            return files.filter(Files::isRegularFile).count();
        } catch (java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
