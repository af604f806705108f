package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocol §4(b), 7: receivers whose clients know no HTTP get the file in the stream, whatever comes between. */
final class InBandDistributionTest {
    private static final String WENT = "went in band";
    private static final String LINK = "goes by link";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void moreThanGoAtOnceGetItInBandAllTheSame(@TempDir Path directory) throws Exception {
        Path file = file(directory, 300_000);
        List<String> users = IntStream.range(0, 12).mapToObj(i -> "user" + i).toList();
        String[] accounts = Stream.concat(Stream.of("alice"), users.stream()).toArray(String[]::new);
        List<Typed> receivers = new ArrayList<>();
        try (Stage stage = Stage.open(
                StageSettings.defaults().withUsers(accounts).withServerConfig("delivery.offers-per-second = 100"))) {
            try {
                for (String user : users) {
                    receivers.add(Typed.by(stage, user, receive(directory.resolve(user), "--count", "1")));
                }
                await().until(() ->
                        receivers.stream().allMatch(each -> each.err().contains("waiting for files")));
                List<String> order = new ArrayList<>(List.of("distribute", file.toString(), "--to"));
                users.forEach(user -> order.add(user + "@localhost"));
                order.addAll(List.of("--report", "--timeout", "120"));
                try (Typed alice = Typed.by(stage, "alice", order.toArray(String[]::new))) {
                    for (Typed each : receivers) {
                        assertThat(each.exitCode()).as(each.err()).isZero();
                    }
                    assertThat(alice.exitCode()).as(alice.err()).isZero();
                    assertThat(alice.out()).contains("ended: 12 downloaded");
                }
                assertThat(users)
                        .allSatisfy(user -> assertThat(directory.resolve(user).resolve("file.bin"))
                                .hasSameBinaryContentAs(file));
                assertThat(stage.server().log().split(WENT, -1)).hasSize(users.size() + 1);
                assertThat(stage.server().log()).doesNotContain(LINK);
            } finally {
                for (Typed each : receivers) {
                    each.close();
                }
            }
        }
    }

    /** Design §4.17: the row knows who said yes. */
    @Test
    void whatAKillBreaksOffGoesInBandAfterTheRestart(@TempDir Path directory) throws Exception {
        Path file = file(directory, 1_000_000);
        Path inbox = directory.resolve("bob");
        try (Stage stage = Stage.open(StageSettings.defaults());
                Typed bob = Typed.by(stage, "bob", receive(inbox))) {
            await().until(() -> bob.err().contains("waiting for files"));
            try (Typed alice = Typed.by(stage, "alice", "distribute", file.toString(), "--to", "bob@localhost")) {
                assertThat(alice.exitCode()).as(alice.err()).isZero();
            }
            await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(() -> begun(inbox) > 0);
            stage.server().kill();
            assertThat(stage.server().log()).doesNotContain(WENT);
            stage.server().start();
            await().atMost(PATIENCE).until(() -> Files.exists(inbox.resolve("file.bin")));
            await().atMost(PATIENCE).until(() -> stage.server().log().contains(WENT));
            assertThat(inbox.resolve("file.bin")).hasSameBinaryContentAs(file);
            assertThat(names(inbox)).containsExactly("file.bin");
            assertThat(stage.server().log()).doesNotContain(LINK);
        }
    }

    @Test
    void whoHasAServiceOfHisOwnGetsItFromTheOneThatHasTheFile(@TempDir Path directory) throws Exception {
        Path file = file(directory, 100_000);
        Federation.Guests guests = new Federation.Guests(List.of("alice"), List.of("bob"), List.of());
        try (Federation federation = Federation.open(StageSettings.defaults(), guests, true);
                Typed bob = Typed.by(federation, "bob", receive(directory.resolve("bob"), "--count", "1"))) {
            await().until(() -> bob.err().contains("waiting for files"));
            try (Typed alice = Typed.by(
                    federation,
                    "alice",
                    "distribute",
                    file.toString(),
                    "--to",
                    federation.account("bob").jid(),
                    "--report",
                    "--timeout",
                    "100")) {
                assertThat(bob.exitCode()).as(bob.err()).isZero();
                assertThat(alice.exitCode()).as(alice.err()).isZero();
                assertThat(alice.out()).contains("ended: 1 downloaded");
            }
            assertThat(directory.resolve("bob/file.bin")).hasSameBinaryContentAs(file);
            assertThat(bob.out())
                    .as("its own service asks, and says from whom the file comes")
                    .contains(
                            "relay@" + federation.south().uploadDomain() + ": ",
                            "from relay@" + federation.north().uploadDomain());
            assertThat(federation.server().log()).contains(WENT).doesNotContain(LINK);
        }
    }

    private static Path file(Path directory, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(directory.resolve("file.bin"), content);
    }

    private static String[] receive(Path inbox, String... more) {
        List<String> words =
                new ArrayList<>(List.of("receive", "--offers", "accept", "--in-band", "--directory", inbox.toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** Bytes of the file that were written until now. */
    private static long begun(Path inbox) throws IOException {
        long bytes = 0;
        for (String name : names(inbox)) {
            bytes += name.endsWith(".part") ? Files.size(inbox.resolve(name)) : 0;
        }
        return bytes;
    }

    private static List<String> names(Path inbox) throws IOException {
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
