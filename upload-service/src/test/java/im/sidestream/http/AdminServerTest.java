package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.observe.Health;
import im.sidestream.observe.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private static final String TRUSTED = "Host: 127.0.0.1\r\n" + AdminCommandServlet.HEADER + ": 1\r\n";

    private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    private final AtomicInteger asked = new AtomicInteger();
    private final Health health = new Health();
    private final AdminServer server = new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            new Metrics(),
            Map.of(
                    "echo",
                    (argument, out) -> out.println("you said " + argument),
                    "fail",
                    (argument, out) -> {
                        throw new IllegalArgumentException("not " + argument);
                    },
                    "long",
                    (argument, out) -> {
                        out.print("x".repeat(1 << 20));
                        throw new IllegalStateException("half-way");
                    }));

    @BeforeEach
    void start() throws IOException {
        health.need("store", () -> {
            asked.incrementAndGet();
            return problem.get();
        });
        health.started();
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readyFollowsHealthAndLiveDoesNot() throws IOException {
        assertThat(get("/ready")).startsWith("HTTP/1.1 200").endsWith("store: ok\n");
        problem.set(Optional.of("full"));
        assertThat(get("/ready")).startsWith("HTTP/1.1 503").endsWith("store: full\n");
        int before = asked.get();
        assertThat(get("/live")).startsWith("HTTP/1.1 200").endsWith("live\n");
        assertThat(asked).hasValue(before);
    }

    @Test
    void metricsAreText() throws IOException {
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains("text/plain", "sidestream_slots_issued_total 0.0");
    }

    @Test
    void commandsAnswerInLines() throws IOException {
        assertThat(post("/echo", TRUSTED, "hello")).startsWith("HTTP/1.1 200").endsWith("you said hello\n");
        assertThat(post("/fail", TRUSTED, "this")).startsWith("HTTP/1.1 400").endsWith("not this\n");
        assertThat(get("/echo")).startsWith("HTTP/1.1 405");
        assertThat(post("/other", TRUSTED, "")).startsWith("HTTP/1.1 404");
    }

    @Test
    void anArgumentThatIsTooLongIsRefusedRatherThanCut() throws IOException {
        assertThat(post("/echo", TRUSTED, "x".repeat(4096))).startsWith("HTTP/1.1 200");
        assertThat(post("/echo", TRUSTED, "x".repeat(4097)))
                .startsWith("HTTP/1.1 413")
                .endsWith("The argument is longer than 4096 bytes; nothing was done.\n");
    }

    @Test
    void anAnswerThatBreaksHalfWayDoesNotLookWhole() throws IOException {
        // on a connection that would be kept, where the last chunk alone says that an answer is whole (RFC 9112 §8)
        assertThat(exchange("POST /long HTTP/1.1\r\n" + TRUSTED + "Content-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void aWebPageInABrowserOnThisMachineCannotGiveCommands() throws IOException {
        assertThat(post("/echo", "Host: 127.0.0.1\r\n", "x")).startsWith("HTTP/1.1 403");
        assertThat(post("/echo", "Host: rebound.example\r\n" + AdminCommandServlet.HEADER + ": 1\r\n", "x"))
                .startsWith("HTTP/1.1 403");
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private String post(String path, String headers, String body) throws IOException {
        return exchange("POST " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
