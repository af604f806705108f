package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.catalog.PostgresProcess;
import im.sidestream.catalog.Sums;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node loses what it stands on, in the middle of uploads and downloads: afterwards no acknowledged file is lost, no part of
 * one is visible, the counters are the sums over the rows, and it serves again by itself (design.md §4.8, §4.9).
 */
final class FaultsTest {
    private static final int AT_ONCE = 20;
    private static final int SMALL = 64 << 10;
    private static final int LARGE = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final PostgresProcess database = PostgresProcess.own();
    private final String url = database.freshUrl();

    @AfterEach
    void stop() {
        database.remove();
    }

    private Path config(String more) throws IOException {
        Path config = Node.configure(directory.resolve("node.conf"), url);
        return Files.writeString(config, more, StandardOpenOption.APPEND);
    }

    private void assertSumsAgree() throws Exception {
        try (Connection connection = PostgresProcess.connect(url)) {
            Sums.assertAgree(connection, Clock.systemUTC(), "after the fault");
        }
    }

    @Test
    void theDatabaseCrashesAndIsRestarted() throws Exception {
        try (Node node = new Node(config(""))) {
            Traffic traffic = new Traffic(node);
            traffic.start(AT_ONCE, SMALL, SMALL, SMALL, LARGE);
            for (int crash = 0; crash < 2; crash++) {
                traffic.awaitService(AT_ONCE);
                int failures = traffic.failures();
                database.kill();
                await().atMost(SOON).until(() -> traffic.failures() > failures + AT_ONCE);
                database.start();
            }
            traffic.awaitService(AT_ONCE);
            traffic.end();

            traffic.assertNothingIsLost();
            assertSumsAgree();
        }
    }

    /**
     * A disk of its own, in memory, which only the node has: in a namespace of mounts, for which a user need not be root. What
     * fills it is written through the node's own view of it.
     */
    @Test
    void theDiskFillsUpAndIsClearedAgain() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        String mount = "mount -t tmpfs -o size=160m none '" + disk + "' && exec \"$@\"";
        List<String> namespace = List.of("unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh");
        Path config = config("storage.directory = disk\npolicy.store.keep-free = 0\n");
        try (Node node = new Node(config, namespace)) {
            Traffic traffic = new Traffic(node);
            traffic.start(AT_ONCE / 2, SMALL);
            traffic.awaitService(AT_ONCE);
            int failures = traffic.failures();
            Path ballast = Path.of("/proc/" + node.pid() + "/root" + disk + "/ballast");
            fill(ballast);
            await().atMost(SOON).until(() -> traffic.failures() > failures + AT_ONCE);
            assertThat(traffic.answers()).as("files that had a slot").contains("507=");
            Files.delete(ballast);
            traffic.awaitService(AT_ONCE);
            traffic.end();

            traffic.assertNothingIsLost();
            assertSumsAgree();
            assertThat(Files.readString(Node.log(config))).doesNotContain("Exception");
        }
    }

    /** Writes until there is no room. */
    private static void fill(Path ballast) throws IOException {
        byte[] bytes = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 160 << 8; i++) {
                out.write(bytes);
            }
        } catch (IOException full) {
            return;
        }
        throw new IOException("the disk is not full");
    }

    /** A system that takes no more bytes into a file than so many, whatever the disk has: as a quota does, and at once. */
    @Test
    void theSystemTakesNoMoreBytes() throws Exception {
        try (Node node = new Node(config(""))) {
            Traffic traffic = new Traffic(node);
            traffic.start(AT_ONCE, SMALL, SMALL, SMALL, LARGE);
            traffic.awaitService(AT_ONCE);
            int failures = traffic.failures();
            limitFiles(node, Integer.toString(SMALL / 2));
            await().atMost(SOON).until(() -> traffic.failures() > failures + 2 * AT_ONCE);
            limitFiles(node, "unlimited");
            traffic.awaitService(AT_ONCE);
            traffic.end();

            traffic.assertNothingIsLost();
            assertSumsAgree();
        }
    }

    /** Any user may do this to a process of his own: the limit that could not be raised again is not touched. */
    private static void limitFiles(Node node, String bytes) throws Exception {
        Process limit = new ProcessBuilder("prlimit", "--pid", Long.toString(node.pid()), "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(limit.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(limit.exitValue()).isZero();
    }
}
