package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9112 §2.2, §3.2, §5, §6.1, §7.1 and §11.2: a message that two programs could read in two ways is read in none. A
 * request that a proxy might have taken for a body is never answered.
 */
final class FramingTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    private RunningService service;
    private Slot stored;
    private Slot waiting;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        stored = service.slot("a.bin", 5);
        waiting = service.slot("b.bin", 5);
        try (RawHttp client = new RawHttp(service.port())) {
            client.put(stored.put(), 5).send("hello").reply();
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** In these GET and PUT stand for a request line, ~ for a line's end, and H for a Host line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // two lengths
                "PUT H Content-Length: 5~Transfer-Encoding: chunked~~0~~",
                "PUT H Transfer-Encoding: chunked~Content-Length: 5~~0~~",
                "GET H Content-Length: 5~Transfer-Encoding: chunked~~0~~",
                "PUT H Content-Length: 5~Content-Length: 5~~hello",
                "PUT H Content-Length: 5~Content-Length: 6~~hello",
                "PUT H Content-Length: 5, 5~~hello",
                // lengths that are none
                "PUT H Content-Length: +5~~hello",
                "PUT H Content-Length: -5~~hello",
                "PUT H Content-Length: 0x5~~hello",
                "PUT H Content-Length: 5 5~~hello",
                "PUT H Content-Length: 5,~~hello",
                "PUT H Content-Length: ~~hello",
                "PUT H Content-Length: 18446744073709551621~~hello",
                "PUT H Content-Length : 5~~hello",
                // transfer codings that some read as chunked and some do not
                "GET H Transfer-Encoding : chunked~~0~~",
                "GET H Transfer-Encoding: xchunked~~0~~",
                "GET H Transfer-Encoding: chunked, identity~~0~~",
                "GET H Transfer-Encoding: identity, chunked~~0~~",
                "GET H Transfer-Encoding: gzip, chunked~~0~~",
                "GET H Transfer-Encoding: chunked, chunked~~0~~",
                "GET H Transfer-Encoding: \u000bchunked~~0~~",
                "GET H Transfer-Encoding: \"chunked\"~~0~~",
                "GET H Transfer-Encoding:~ chunked~~0~~",
                "GET H Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~",
                "GET H Transfer-Encoding: identity~Transfer-Encoding: chunked~~0~~",
                "GET H X: y\nTransfer-Encoding: chunked~~0~~",
                // line ends and names that some read as others
                "GET H X: y\nZ: z~~",
                "GET H X: y\rZ: z~~",
                "GET H X: y~ folded~~",
                "GET H X: a\u0000b~~",
                "GET H X\u0001: a~~",
                "GET H X\u00e9: a~~",
                "GET H X~~",
                "GET H : x~~",
                "GET  Host: localhost~~",
                // whose request it is
                "GET ~",
                "GET Host: localhost~Host: other~~",
                "GET Host: a b~~",
                "GET Host: a@b~~",
                "GET Host: ~~",
            })
    @Requirement({"G-03", "R-21"})
    void whatCouldBeReadInTwoWaysIsRefusedAndEndsTheConnection(String probe) throws Exception {
        String lines = probe.replaceFirst(" ", "~")
                .replaceFirst("~H ", "~Host: localhost~")
                .replaceFirst("^GET", "GET " + stored.get().getRawPath() + " HTTP/1.1")
                .replaceFirst(
                        "^PUT",
                        "PUT " + waiting.put().getRawPath() + "?"
                                + waiting.put().getRawQuery() + " HTTP/1.1");
        String answers = answers(lines.replace("~", "\r\n"));
        assertThat(answers).containsPattern("^HTTP/1\\.1 (400|501) ").doesNotContain("hello");
        assertThat(answers.split("HTTP/1\\.1 \\d", -1)).as(answers).hasSize(2);
        assertThat(service.blobs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n",
                "100000005\r\nhello\r\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "0\r\nX: y\n\r\n",
                "0\r\nX: y\r z\r\n\r\n"
            })
    @Requirement("G-04")
    void aBodyWhoseEndIsUnclearEndsTheConnection(String chunks) throws Exception {
        String answers = answers("GET " + stored.get().getRawPath()
                + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        assertThat(answers.split("HTTP/1\\.1 \\d", -1)).as(answers).hasSize(2);
    }

    @Test
    @Requirement("G-04")
    void chunkExtensionsAndTrailersWithoutEndAreNotRead() throws Exception {
        String head = "GET " + stored.get().getRawPath()
                + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String endless : new String[] {"5;" + "a".repeat(1 << 20), "0\r\nX: " + "a".repeat(1 << 20)}) {
            assertThat(answers(head + endless).split("HTTP/1\\.1 \\d", -1)).hasSize(2);
        }
    }

    /** A body that is read rightly is not a request, and the request behind it is one. */
    @Test
    @Requirement("G-03")
    void aWellFramedBodyOfAGetIsPassedOver() throws Exception {
        String head = "GET " + stored.get().getRawPath() + " HTTP/1.1\r\nHost: localhost\r\n";
        for (String body : new String[] {
            "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED,
            "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(SMUGGLED.length()) + ";x=y\r\n" + SMUGGLED
                    + "\r\n0\r\n\r\n"
        }) {
            try (RawHttp client = new RawHttp(service.port())) {
                client.send(head + body + head + "Connection: close\r\n\r\n");
                assertThat(client.reply().status()).isEqualTo(200);
                assertThat(client.reply().status()).isEqualTo(200);
                assertThat(client.drain()).isZero();
            }
        }
    }

    @Test
    @Requirement("R-21")
    void aTargetThatNamesAnotherHostIsRefused() throws Exception {
        String path = stored.get().getRawPath();
        try (RawHttp client = new RawHttp(service.port())) {
            Reply same = client.request("GET", "http://localhost" + path).reply();
            assertThat(same.status()).isEqualTo(200);
            assertThat(client.request("GET", "http://other.example" + path)
                            .reply()
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET PATH HTTP/1.2",
                "GET PATH HTTP/1.10",
                "GET PATH HTTP/2.0",
                "GET PATH",
                "GET PATH x HTTP/1.1",
                "GET\tPATH HTTP/1.1",
                "GET PATH\u0000 HTTP/1.1",
                "PRI * HTTP/2.0"
            })
    @Requirement("R-22")
    void aRequestLineOfAnotherFormIsRefused(String line) throws Exception {
        String answers = answers(line.replace("PATH", stored.get().getRawPath()) + "\r\nHost: localhost\r\n\r\n");
        assertThat(answers).containsPattern("^HTTP/1\\.1 (400|426|505) ").doesNotContain("hello");
        assertThat(answers.split("HTTP/1\\.1 \\d", -1)).hasSize(2);
    }

    /** RFC 6585 §5, RFC 9110 §15.5.15. */
    @Test
    @Requirement("G-05")
    void headersAndTargetsHaveALimit() throws Exception {
        String head = "GET " + stored.get().getRawPath() + " HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(answers(head + "X: " + "a".repeat(20_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(answers(head + "X: a\r\n".repeat(5_000) + "\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(answers("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    /** House plan §6: a line of the log is worth something to whoever writes it, and a link to whoever reads it. */
    @Test
    @Requirement("G-10")
    void whatStrangersSendWrongLeavesNoLinkInTheLog() throws Exception {
        String target = waiting.put().getRawPath() + "?" + waiting.put().getRawQuery();
        try (CapturedLog log = new CapturedLog()) {
            for (String wrong : new String[] {
                " HTTP/1.1\r\nHost: a b\r\n\r\n",
                " HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                " HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                " HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                " HTTP/9.9\r\n\r\n",
                "\u0000 HTTP/1.1\r\nHost: a\r\n\r\n"
            }) {
                answers("PUT " + target + wrong);
            }
            assertThat(log.text()).doesNotContain("/u/", "t=", waiting.id().value());
        }
    }

    /** Everything that comes until the connection ends, where another request follows the first. */
    private String answers(String first) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            try {
                client.send(first).send(SMUGGLED);
            } catch (IOException e) {
                // closed on the way is closed, and what was said before that can be read
                assertThat(e).hasMessageFindingMatch("reset|roken pipe|abort");
            }
            return new String(client.rest(), StandardCharsets.ISO_8859_1);
        }
    }
}
