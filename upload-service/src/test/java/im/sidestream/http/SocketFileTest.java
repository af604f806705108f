package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP face on a Unix domain socket, alone and behind a real nginx. */
final class SocketFileTest {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");
    private static final byte[] CONTENT = UploadTest.random(5 << 20);

    @TempDir
    Path directory;

    private Path socket;

    @BeforeEach
    void name() {
        socket = directory.resolve("http.sock");
    }

    private RunningService service() throws IOException {
        return new RunningService(directory.resolve("store"), this::onSocket);
    }

    private HttpSettings onSocket(HttpSettings standard) {
        return standard.on(new ListenOn.SocketFile(socket, MODE));
    }

    /** Small and large, whole and in part: what is large enough goes from the file to the socket without a copy. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requirement("R-29")
    void curlUploadsAndDownloadsThroughTheSocketWithTlsAndWithout(boolean tls) throws Exception {
        List<CertificateFiles> files = tls ? List.of(Command.certificate(directory)) : List.of();
        Path file = Files.write(directory.resolve("film.bin"), CONTENT);
        Path copy = directory.resolve("copy.bin");
        try (RunningService service = new RunningService(
                directory.resolve("store"), standard -> onSocket(standard.with(files, HttpGuards.STANDARD)))) {
            Slot slot = service.slot("film.bin", CONTENT.length);
            assertThat(curl("-T", file.toString(), slot.put().toString())).isEqualTo("201");
            assertThat(curl("-o", copy.toString(), slot.get().toString())).isEqualTo("200");
            assertThat(Arrays.equals(Files.readAllBytes(copy), CONTENT)).isTrue();
            assertThat(curl("-o", copy.toString(), "-r", "5-9", slot.get().toString()))
                    .isEqualTo("206");
            assertThat(Files.readAllBytes(copy)).isEqualTo(Arrays.copyOfRange(CONTENT, 5, 10));
            assertThat(curl("-o", copy.toString(), "-r", "7-4000000", slot.get().toString()))
                    .isEqualTo("206");
            assertThat(Arrays.equals(Files.readAllBytes(copy), Arrays.copyOfRange(CONTENT, 7, 4_000_001)))
                    .isTrue();
            assertThat(curl("-I", "-o", copy.toString(), slot.get().toString())).isEqualTo("200");
            await().until(() -> service.outcomes.size() == 5);
            assertThat(service.outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.client())
                            .as("a socket has no address")
                            .isNull());
        }
        assertThat(socket).doesNotExist();
    }

    /** Whoever may write to the file is a proxy, and believed about its clients (RFC 7239). */
    @Test
    @Requirement({"R-29", "R-27"})
    void whoeverConnectsIsBelievedAboutItsClients() throws Exception {
        try (RunningService service = service()) {
            Slot slot = service.slot("a.txt", 1);
            assertThat(curl(
                            "-o",
                            "/dev/null",
                            "-H",
                            "Forwarded: for=192.0.2.43",
                            slot.get().toString()))
                    .isEqualTo("404");
            await().until(() -> !service.outcomes.isEmpty());
            assertThat(String.valueOf(service.outcomes.get(0).client())).isEqualTo("/192.0.2.43");
        }
    }

    @Test
    @Requirement("R-29")
    void theFileHasItsModeAndGoesWithTheService() throws Exception {
        try (RunningService service = service()) {
            assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(MODE);
            assertThat(service.port()).isNegative();
            try (Stream<Path> all = Files.list(directory)) {
                assertThat(all).noneMatch(path -> path.toString().endsWith(".new"));
            }
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    @Requirement("R-29")
    void whatACrashLeftBehindIsReplaced() throws Exception {
        leaveBehind(socket);
        leaveBehind(directory.resolve("http.sock.new"));
        try (RunningService service = service()) {
            assertThat(curl("-o", "/dev/null", service.slot("a.txt", 1).get().toString()))
                    .isEqualTo("404");
        }
    }

    /** Binds and closes a socket: its file stays, and nobody listens. */
    private static void leaveBehind(Path file) throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
    }

    @Test
    @Requirement("R-29")
    void whatSomebodyListensOnAndWhatIsNoSocketStays() throws Exception {
        try (RunningService first = service()) {
            assertThatThrownBy(() -> new RunningService(directory.resolve("other"), this::onSocket))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(socket + " is listened on by another process");
            assertThat(curl("-o", "/dev/null", first.slot("a.txt", 1).get().toString()))
                    .isEqualTo("404");
        }
        Files.writeString(socket, "precious");
        assertThatThrownBy(this::service)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(socket + " is there and is no socket");
        assertThat(socket).hasContent("precious");
    }

    /** A successor's socket is not the one that is removed at the stop. */
    @Test
    @Requirement("R-29")
    void aSuccessorsSocketStays() throws Exception {
        RunningService first = service();
        Files.delete(socket);
        try (RunningService second = new RunningService(directory.resolve("other"), this::onSocket)) {
            first.close();
            assertThat(curl("-o", "/dev/null", second.slot("a.txt", 1).get().toString()))
                    .isEqualTo("404");
        }
    }

    /** HTTP/1.0 needs no Host, and a socket has no name that could stand for it. */
    @Test
    @Requirement("R-29")
    void aRequestWithoutAnyHostIsAnswered() throws Exception {
        try (RunningService service = service();
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            URI link = service.slot("a.txt", 1).get();
            client.write(StandardCharsets.US_ASCII.encode("GET " + link.getRawPath() + " HTTP/1.0\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(12);
            int read = 0;
            while (read >= 0 && answer.hasRemaining()) {
                read = client.read(answer);
            }
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 404");
        }
    }

    /** The operator guide's server: TLS and HTTP/2 in front, a socket behind, the client's address in a header. */
    @Test
    @Requirement({"R-29", "R-27"})
    void behindNginxFilesGoInAndOutAndTheClientIsKnown() throws Exception {
        CertificateFiles tls = Command.certificate(directory);
        Path file = Files.write(directory.resolve("film.bin"), CONTENT);
        Path copy = directory.resolve("copy.bin");
        try (RunningService service = service();
                Nginx nginx = new Nginx(directory, tls, """
                        location / {
                            proxy_pass http://unix:%s:;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Host $host;
                            proxy_set_header Forwarded "for=$remote_addr;proto=$scheme";
                            proxy_set_header X-Forwarded-For "";
                            client_max_body_size 0;
                            proxy_request_buffering off;
                            proxy_buffering off;
                        }
                        """.formatted(socket))) {
            Slot slot = service.slot("film – ü.bin", CONTENT.length);
            String put = through(nginx, slot.put());
            String get = through(nginx, slot.get());
            assertThat(curlTls("-T", file.toString(), "-H", "X-Forwarded-For: 192.0.2.66", put))
                    .isEqualTo("201 2");
            assertThat(curlTls("-o", copy.toString(), get)).isEqualTo("200 2");
            assertThat(Arrays.equals(Files.readAllBytes(copy), CONTENT)).isTrue();
            assertThat(curlTls("-o", copy.toString(), "-r", "7-4000000", get)).isEqualTo("206 2");
            assertThat(Arrays.equals(Files.readAllBytes(copy), Arrays.copyOfRange(CONTENT, 7, 4_000_001)))
                    .isTrue();
            await().until(() -> service.outcomes.size() == 3);
            assertThat(service.outcomes)
                    .allSatisfy(outcome ->
                            assertThat(String.valueOf(outcome.client())).isEqualTo("/127.0.0.1"));
        }
    }

    private static String through(Nginx nginx, URI link) {
        return link.toString().replaceFirst("^http://localhost", "https://localhost:" + nginx.port());
    }

    private String curl(String... more) throws Exception {
        return Command.run(
                        directory,
                        Stream.concat(
                                        Stream.of(
                                                "curl",
                                                "-sk",
                                                "--unix-socket",
                                                socket.toString(),
                                                "-w",
                                                "%{http_code}"),
                                        Stream.of(more))
                                .toArray(String[]::new))
                .strip();
    }

    private String curlTls(String... more) throws Exception {
        return Command.run(
                        directory,
                        Stream.concat(
                                        Stream.of("curl", "-s", "--ipv4", "--cacert", "cert.pem", "-w"),
                                        Stream.concat(Stream.of("%{http_code} %{http_version}"), Stream.of(more)))
                                .toArray(String[]::new))
                .strip();
    }
}
