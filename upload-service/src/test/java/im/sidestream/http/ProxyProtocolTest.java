package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol, versions 1 and 2, as haproxy and others speak it in front of HTTP or TLS. */
final class ProxyProtocolTest {
    private static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;
    private static final HttpFront FRONT = new HttpFront(LOOPBACK, true);
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final byte[] CONTENT = UploadTest.random(3 << 20);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.43 127.0.0.1 4711 80,        192.0.2.43",
        "PROXY TCP6 2001:db8::17 2001:db8::1 4711 80,    2001:db8:0:0:0:0:0:17",
        "PROXY UNKNOWN,                                  127.0.0.1",
        "PROXY UNKNOWN ffff:f::f ffff:f::e 65535 65535,  127.0.0.1"
    })
    @Requirement("R-28")
    void aLineSaysWhoConnects(String line, String client) throws IOException {
        try (RunningService service = new RunningService(directory, standard -> standard.behind(FRONT))) {
            assertThat(client(service, (line + "\r\n").getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(client);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // PROXY, TCP over IPv4 and IPv6, the first one with two extensions; LOCAL is the proxy itself, whatever follows
        "21 11 0014 c000022b 7f000001 1267 0050 04 0001 00 e0 0001 61, 192.0.2.43",
        "21 21 0024 20010db8000000000000000000000017 20010db8000000000000000000000001 1267 0050, 2001:db8:0:0:0:0:0:17",
        "21 00 0000,                                                  127.0.0.1",
        "20 00 0000,                                                  127.0.0.1",
        "20 11 000c c000022b 7f000001 1267 0050,                      127.0.0.1"
    })
    @Requirement("R-28")
    void aBinaryHeaderSaysWhoConnects(String hex, String client) throws IOException {
        try (RunningService service = new RunningService(directory, standard -> standard.behind(FRONT))) {
            assertThat(client(service, binary(hex))).isEqualTo(client);
        }
    }

    /** By one byte at a time, as a network may deliver it. */
    @Test
    @Requirement("R-28")
    void aHeaderMayComeInPieces() throws IOException {
        try (RunningService service = new RunningService(directory, standard -> standard.behind(FRONT));
                RawHttp client = new RawHttp(service.port())) {
            for (byte one : binary("21 11 000c c000022b 7f000001 1267 0050")) {
                client.send(new byte[] {one});
            }
            client.get(service.slot("a.txt", 1).get());
            assertThat(client.reply().status()).isEqualTo(404);
            await().until(() -> !service.outcomes.isEmpty());
            assertThat(String.valueOf(service.outcomes.get(0).client())).isEqualTo("/192.0.2.43");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /f/secret-link HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP4 not-an-address.invalid 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP4 2001:db8::1 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP6 192.0.2.1 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "PROXY TCP4 192.0.2.1 127.0.0.1\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP4 192.0.2.1 127.0.0.1 4711 99999\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    @Requirement({"R-28", "G-10"})
    void whatIsNoHeaderIsClosedWithoutAnAnswer(String text) throws IOException {
        assertClosed(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31 11 000c c000022b 7f000001 1267 0050",
                "21 11 0004 c000022b",
                "21 41 000c c000022b 7f000001 1267 0050",
                "21 11 ffff c000022b"
            })
    @Requirement("R-28")
    void aBinaryHeaderThatIsNoneIsClosedWithoutAnAnswer(String hex) throws IOException {
        byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertClosed(joined(binary(hex), request));
    }

    private void assertClosed(byte[] bytes) throws IOException {
        try (CapturedLog log = new CapturedLog();
                RunningService service = new RunningService(directory, standard -> standard.behind(FRONT));
                RawHttp client = new RawHttp(service.port())) {
            client.send(bytes);
            assertThat(client.rest()).isEmpty();
            assertThat(service.outcomes).isEmpty();
            assertThat(log.text()).doesNotContain("secret-link");
        }
    }

    /** Who is no trusted proxy could pass for anybody. */
    @Test
    @Requirement("R-28")
    void whoIsNoTrustedProxyMayNotConnect() throws IOException {
        HttpFront nobody = new HttpFront(address -> false, true);
        try (RunningService service = new RunningService(directory, standard -> standard.behind(nobody));
                RawHttp client = new RawHttp(service.port())) {
            assertThat(isServed(client, "PROXY TCP4 192.0.2.43 127.0.0.1 4711 80\r\n"))
                    .isFalse();
        }
    }

    /** Drops are no silence, so that only an end of the time for the header ends this. */
    @Test
    @Requirement({"R-28", "G-07"})
    void aHeaderThatComesByDropsHasAnEnd() throws Exception {
        HttpGuards guards = new HttpGuards(10_000, 1000, LOOPBACK, Duration.ZERO, Duration.ofMillis(600));
        try (RunningService service = new RunningService(
                        directory, standard -> standard.with(List.of(), guards).behind(FRONT));
                RawHttp slow = new RawHttp(service.port())) {
            slow.send("PROXY TCP4 ");
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    slow.send("1");
                    return false;
                } catch (java.net.SocketException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    @Requirement({"R-28", "G-06"})
    void whomTheHeaderNamesHasSoManyConnections() throws Exception {
        HttpGuards guards = new HttpGuards(10_000, 1, LOOPBACK, Duration.ZERO, Duration.ofMinutes(1));
        String one = "PROXY TCP4 192.0.2.43 127.0.0.1 4711 80\r\n";
        try (RunningService service = new RunningService(
                directory, standard -> standard.with(List.of(), guards).behind(FRONT))) {
            try (RawHttp first = new RawHttp(service.port());
                    RawHttp second = new RawHttp(service.port());
                    RawHttp other = new RawHttp(service.port())) {
                assertThat(isServed(first, one)).isTrue();
                assertThat(isServed(second, one)).isFalse();
                assertThat(isServed(other, "PROXY TCP4 192.0.2.44 127.0.0.1 4711 80\r\n"))
                        .isTrue();
            }
            await().until(() -> {
                try (RawHttp next = new RawHttp(service.port())) {
                    return isServed(next, one);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requirement("R-28")
    void curlUploadsAndDownloadsBehindTheHeaderWithTlsAndWithout(boolean tls) throws Exception {
        List<CertificateFiles> files = tls ? List.of(Command.certificate(directory)) : List.of();
        Path file = Files.write(directory.resolve("film.bin"), CONTENT);
        try (RunningService service = new RunningService(
                directory.resolve("store"),
                standard -> standard.with(files, HttpGuards.STANDARD).behind(FRONT))) {
            Slot slot = service.slot("film.bin", CONTENT.length);
            assertThat(curl("-T", file.toString(), slot.put().toString())).isEqualTo("201");
            Path copy = directory.resolve("copy.bin");
            assertThat(curl("-o", copy.toString(), slot.get().toString())).isEqualTo("200");
            assertThat(Arrays.equals(Files.readAllBytes(copy), CONTENT)).isTrue();
            assertThat(curl(
                            "-o",
                            copy.toString(),
                            "-r",
                            "1000-2500000",
                            slot.get().toString()))
                    .isEqualTo("206");
            assertThat(Arrays.equals(Files.readAllBytes(copy), Arrays.copyOfRange(CONTENT, 1000, 2_500_001)))
                    .isTrue();
        }
    }

    private String curl(String... more) throws Exception {
        String[] fixed = {"curl", "-sk", "--haproxy-protocol", "--ipv4", "-w", "%{http_code}"};
        String[] all = Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return Command.run(directory, all).strip();
    }

    private static boolean isServed(RawHttp client, String line) {
        try {
            return client.send(line).request("GET", "/").reply().status() == 404;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Returns whom a request for a file is taken to be from. */
    private static String client(RunningService service, byte[] header) throws IOException {
        URI link = service.slot("a.txt", 1).get();
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.send(header).get(link).reply().status()).isEqualTo(404);
        }
        await().until(() -> !service.outcomes.isEmpty());
        return String.valueOf(service.outcomes.get(0).client()).replaceFirst(".*/", "");
    }

    private static byte[] binary(String hex) {
        return joined(SIGNATURE, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }
}
