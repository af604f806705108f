package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} as users call it: it proves what it says, and leaves neither a process nor a file. */
final class DemoCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void theDemoProvesTheMainJobAndLeavesNothing() throws Exception {
        Launcher launcher = Launcher.ofCheckout(directory);
        Process demo = launcher.start("demo", "--size", "16");
        List<ProcessHandle> servers = serversOf(demo);
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(launcher.err()).isZero();
        assertThat(launcher.out()).contains("PROOF", "16777216");
        assertNothingIsLeft(demo, servers);
    }

    @Test
    void aDemoThatIsStoppedInTheMiddleLeavesNothing() throws Exception {
        Launcher launcher = Launcher.ofCheckout(directory);
        Process demo = launcher.start("demo", "--size", "2048");
        List<ProcessHandle> servers = serversOf(demo);
        await().atMost(PATIENCE).until(() -> launcher.out().contains("recording.bin"));
        assertEndsOnTerm(demo);
        assertThat(launcher.out()).doesNotContain("PROOF");
        assertThat(launcher.err()).isEmpty();
        assertNothingIsLeft(demo, servers);
    }

    @Test
    void aDemoThatIsStoppedWhileItSetsUpLeavesNothing() throws Exception {
        Process demo = Launcher.ofCheckout(directory).start("demo");
        await().atMost(PATIENCE).until(() -> stageOf(demo) != null);
        assertEndsOnTerm(demo);
        assertNothingIsLeft(demo, List.of());
    }

    @Test
    void aDemoThatIsKeptSaysHowToLogInAndEndsWhenItIsToldTo() throws Exception {
        Launcher launcher = Launcher.ofCheckout(directory);
        Process demo = launcher.start("demo", "--keep", "--size", "1");
        List<ProcessHandle> servers = serversOf(demo);
        await().atMost(PATIENCE).until(() -> launcher.out().contains("Ctrl-C"));
        assertThat(launcher.out()).contains("alice@localhost  password ");
        assertThat(demo.waitFor(1, TimeUnit.SECONDS))
                .as("ended by the end of its input")
                .isFalse();
        assertThat(servers).allMatch(ProcessHandle::isAlive);
        assertEndsOnTerm(demo);
        assertNothingIsLeft(demo, servers);
    }

    private static void assertEndsOnTerm(Process demo) throws InterruptedException {
        demo.destroy();
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(143);
    }

    /** Waits until both servers run. */
    private static List<ProcessHandle> serversOf(Process demo) throws IOException {
        await().atMost(PATIENCE).until(() -> marks(demo).size() == 3 || !demo.isAlive());
        assertThat(demo.isAlive()).isTrue();
        return marks(demo).stream()
                .filter(pid -> pid != demo.pid())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    private static void assertNothingIsLeft(Process demo, List<ProcessHandle> servers) throws IOException {
        assertThat(servers).noneMatch(ProcessHandle::isAlive);
        assertThat(demo.descendants()).isEmpty();
        assertThat(stageOf(demo)).isNull();
    }

    /** The processes that the demo wrote down: itself and its servers. */
    private static List<Long> marks(Process demo) throws IOException {
        Path stage = stageOf(demo);
        if (stage == null) {
            return List.of();
        }
        return Stream.concat(lines(stage.resolve("owner")), lines(stage.resolve("pids")))
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    private static @Nullable Path stageOf(Process demo) throws IOException {
        Path parent = Launcher.root().resolve(".build/stage");
        if (!Files.isDirectory(parent)) {
            return null;
        }
        try (Stream<Path> stages = Files.list(parent)) {
            for (Path stage : stages.toList()) {
                if (lines(stage.resolve("owner")).anyMatch(line -> line.startsWith(demo.pid() + " "))) {
                    return stage;
                }
            }
        }
        return null;
    }

    private static Stream<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream();
        } catch (NoSuchFileException e) {
            return Stream.of();
        }
    }
}
