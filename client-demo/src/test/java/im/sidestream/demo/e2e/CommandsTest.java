package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the headless client as a user types them, on a real XMPP server and the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandsTest {
    private Stage stage;
    private Path here;
    private Path there;

    @BeforeAll
    void open() {
        stage = Stage.open(StageSettings.defaults());
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @BeforeEach
    void makeDirectories(@TempDir Path directory) throws IOException {
        here = Files.createDirectory(directory.resolve("here"));
        there = directory.resolve("there");
    }

    @Test
    void whatOneSendsTheOtherReceives() throws Exception {
        try (Typed receiving = bobReceives("--count", "1");
                Typed sending = send("alice", file("a.txt", "hello"), jid("bob"))) {
            assertThat(sending.exitCode()).as(sending.err()).isZero();
            assertThat(receiving.exitCode()).as(receiving.err()).isZero();
            assertThat(sending.out()).startsWith("sent a.txt 5 bytes sha256 2cf24dba");
            assertThat(receiving.out())
                    .contains("a.txt 5 bytes sha256 2cf24dba")
                    .contains(" verified");
            assertThat(there.resolve("a.txt")).hasContent("hello");
        }
    }

    @Test
    void onlyFilesOfThoseWhoAreNamedAreFetched() throws Exception {
        try (Typed receiving = bobReceives("--count", "1", "--from", jid("carol"))) {
            try (Typed stranger = send("alice", file("unwanted.txt", "no"), jid("bob"));
                    Typed friend = send("carol", file("wanted.txt", "yes"), jid("bob"))) {
                assertThat(stranger.exitCode()).as(stranger.err()).isZero();
                assertThat(friend.exitCode()).as(friend.err()).isZero();
            }
            assertThat(receiving.exitCode()).as(receiving.err()).isZero();
            assertThat(names(there)).containsExactly("wanted.txt");
        }
    }

    @Test
    void filesThatDoNotComeAreAFailureWhereTheyWereCounted() throws Exception {
        // a server may deliver again what the receiver of the test before did not acknowledge any more (XEP-0198 §5)
        String nobody = "nobody@" + jid("bob").split("@", 2)[1];
        try (Typed counting = bobReceives("--count", "1", "--timeout", "1", "--from", nobody)) {
            assertThat(counting.exitCode()).isEqualTo(1);
            assertThat(counting.err()).contains("0 of 1 files came within 1 s");
        }
        try (Typed waiting = bobReceives("--timeout", "1", "--from", nobody)) {
            assertThat(waiting.exitCode()).as(waiting.err()).isZero();
        }
    }

    @Test
    void aFileThatIsTooLargeIsNotFetchedAndThatIsAFailure() throws Exception {
        try (Typed receiving = bobReceives("--count", "1", "--max-size", "4");
                Typed sending = send("alice", file("a.txt", "hello"), jid("bob"))) {
            assertThat(sending.exitCode()).as(sending.err()).isZero();
            assertThat(receiving.exitCode()).isEqualTo(1);
            assertThat(receiving.err()).contains("1 file is not here");
            assertThat(names(there)).isEmpty();
        }
    }

    /** RFC 6121 §8.5.1: a message to nobody comes back, and whoever sent a link is told. */
    @Test
    void aLinkThatCannotBeDeliveredIsAFailure() throws Exception {
        try (Typed sending =
                send("alice", file("a.txt", "hello"), "nobody@" + jid("bob").split("@", 2)[1])) {
            assertThat(sending.exitCode()).isEqualTo(1);
            assertThat(sending.err()).contains("did not get the link").contains("service-unavailable");
        }
    }

    @Test
    void aChatSendsLinesAndFilesUntilItIsLeft() throws Exception {
        Path file = file("a.txt", "hello");
        try (Typed bob = Typed.by(stage, "bob", "chat", "--with", jid("alice"), "--directory", there.toString())) {
            await().until(() -> Files.isDirectory(there) && online());
            try (Typed alice = Typed.by(stage, "alice", "chat", "--with", jid("bob"))) {
                alice.type("good morning", " ", "/send " + file, "/send " + here.resolve("absent"), "/quit", "never");
                assertThat(alice.exitCode()).isEqualTo(1);
                assertThat(alice.err())
                        .contains("shared " + file)
                        .contains("not shared " + here.resolve("absent"))
                        .contains("1 of the files were not sent");
            }
            await().until(() -> bob.out().contains("a.txt 5 bytes"));
            bob.type("/quit");
            assertThat(bob.exitCode()).as(bob.err()).isZero();
            assertThat(bob.out().lines().filter(line -> line.startsWith(jid("alice"))))
                    .containsExactly(jid("alice") + ": good morning");
        }
    }

    /** Whether messages to Bob arrive: until then the server would keep them. */
    private boolean online() throws Exception {
        try (Typed probe = Typed.by(stage, "carol", "chat", "--with", jid("bob"))) {
            probe.type("/quit");
            return probe.exitCode() == 0;
        }
    }

    private Typed bobReceives(String... options) throws Exception {
        Typed receiving = Typed.by(
                stage,
                "bob",
                Stream.concat(Stream.of("receive", "--directory", there.toString()), Stream.of(options))
                        .toArray(String[]::new));
        await().until(() -> receiving.err().contains("waiting for files"));
        return receiving;
    }

    private Typed send(String user, Path file, String to) throws Exception {
        return Typed.by(stage, user, "send", file.toString(), "--to", to, "--progress", "none");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(here.resolve(name), content);
    }

    private String jid(String user) {
        return stage.account(user).jid();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
