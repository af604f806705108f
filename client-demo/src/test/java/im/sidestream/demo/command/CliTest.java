package im.sidestream.demo.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes and what is printed. */
class CliTest {

    private static final Map<String, String> ACCOUNT =
            Map.of("SIDESTREAM_JID", "alice@north.example", "SIDESTREAM_PASSWORD", "top-secret");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "--help",
        "--version",
        "send --help",
        "distribute --help",
        "receive --help",
        "chat --help",
        "demo --help"
    })
    void helpAndVersionAreNoErrors(String line) {
        assertThat(run(ACCOUNT, line.split(" ", -1))).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).containsIgnoringCase("sidestream");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "unknown",
        "send",
        "send a.txt",
        "send a.txt --to bob@x --password p",
        "chat",
        "receive --count many",
        "receive --count -1",
        "receive --directory /dev/null/x",
        "send a.txt --to example",
        "chat --with example",
        "receive --from @",
        "send a.txt --to bob@north.example --attempts 0",
        "distribute",
        "distribute a.txt",
        "distribute a.txt --to example",
        "distribute a.txt --room example",
        "distribute a.txt --to bob@north.example --answer-by soon",
        "receive --offers perhaps",
        "receive --in-band",
        "demo --host 127.0.0.1",
        "demo --host 127.0.0.1 --size 0",
        "demo",
        "demo --size -1"
    })
    void whatIsAskedWronglyEndsWithTwoAndOneLine(String line) {
        assertThat(run(ACCOUNT, line.isEmpty() ? new String[0] : line.split(" ", -1)))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .allMatch(text -> text.startsWith("sidestream: "));
    }

    @Test
    void withoutAnAccountTheUserIsToldWhatToDo() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "a");

        assertThat(run(Map.of(), "send", file.toString(), "--to", "bob@north.example"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--credentials");
    }

    @Test
    void aTrustFileWithoutCertificatesIsAWrongConfiguration() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");

        assertThat(run(ACCOUNT, "receive", "--ca", file.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--ca").hasLineCount(1);
    }

    @Test
    void aMessageOfSeveralLinesIsPrintedAsOne() {
        assertThat(run(ACCOUNT, "send", "a\nb.txt", "--to", "bob@north.example"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a b.txt").hasLineCount(1);
    }

    @Test
    void aFileThatIsNotThereIsAFailure() {
        String file = directory.resolve("missing").toString();

        assertThat(run(ACCOUNT, "send", file, "--to", "bob@north.example")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("missing").hasLineCount(1);
    }

    @Test
    void aServerThatIsNotThereIsAFailureAndNoPasswordIsShown() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(run(ACCOUNT, "receive", "--host", "127.0.0.1", "--port", Integer.toString(port)))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("sidestream: cannot log in as alice@north.example")
                .doesNotContain("top-secret")
                .hasLineCount(1);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Surroundings surroundings = new Surroundings(
                environment,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Clock.systemUTC());
        return new Cli(surroundings, null).run(arguments);
    }
}
