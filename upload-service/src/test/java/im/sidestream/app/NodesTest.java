package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.catalog.PostgresProcess;
import im.sidestream.catalog.Sums;
import im.sidestream.http.Nginx;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two upload nodes before one database and one directory: any of them takes any request, and what one of them has answered is
 * true at the other. One is a process that can be killed, the other one goes on.
 */
final class NodesTest {
    private static final int SMALL = 256 << 10;
    private static final int AT_ONCE = 50;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String database = PostgresProcess.shared().freshUrl();
    private Path config;
    private UploadService survivor;
    private Node mortal;

    @BeforeEach
    void start() throws Exception {
        config = Node.configure(directory.resolve("node.conf"), database);
        survivor = Node.start(config);
        survivor.health().started();
        mortal = new Node(config);
    }

    @AfterEach
    void stop() {
        mortal.close();
        survivor.close();
    }

    @Test
    void whatIsStoredOrDeletedAtOneNodeIsSoAtTheOtherWhenItIsAnswered() throws Exception {
        for (int i = 0; i < 10; i++) {
            byte[] content = random(1 + i * 40_000, i);
            int here = i % 2 == 0 ? survivor.port() : mortal.port();
            int there = i % 2 == 0 ? mortal.port() : survivor.port();
            Slot slot = slot(content.length);
            assertThat(get(there, slot).statusCode()).isEqualTo(404);

            assertThat(put(here, slot, content)).isEqualTo(201);
            assertThat(get(there, slot).body()).isEqualTo(content);

            assertThat(delete(here, slot)).isEqualTo(204);
            assertThat(get(there, slot).statusCode()).isEqualTo(410);
        }
    }

    /** tus 1.0.0, "PATCH" and "HEAD": the offset is what is durable, wherever it is asked for. */
    @Test
    void anUploadGoesOnAtTheOtherNodeAfterAKill() throws Exception {
        byte[] content = random(20 << 20, 7);
        Slot slot = slot(content.length);
        try (Socket upload = new Socket(InetAddress.getLoopbackAddress(), mortal.port())) {
            upload.getOutputStream()
                    .write(("PATCH " + target(slot.put()) + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                                    + "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                                    + "Content-Length: " + content.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            upload.getOutputStream().write(content, 0, 12 << 20);
            await().atMost(SOON).until(() -> offset(slot) > 0);
            mortal.kill();
        }

        int offset = offset(slot);
        assertThat(offset).isBetween(1 << 20, 12 << 20);
        HttpRequest rest = HttpRequest.newBuilder(at(survivor.port(), slot.put()))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Integer.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(content, offset, content.length - offset))
                .build();
        assertThat(http.send(rest, BodyHandlers.discarding()).statusCode()).isEqualTo(204);

        HttpResponse<byte[]> whole = get(survivor.port(), slot);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(whole.headers().firstValue("Repr-Digest")).contains("sha-256=:" + sha256(content) + ":");
        assertSumsAgree();
    }

    @Test
    void aKillAmongFiftyUploadsAndFiftyDownloadsLosesNothingThatWasAnswered() throws Exception {
        byte[] content = random(SMALL, 3);
        Slot known = slot(SMALL);
        assertThat(put(survivor.port(), known, content)).isEqualTo(201);
        Queue<Slot> answered = new ConcurrentLinkedQueue<>();
        Queue<Slot> unanswered = new ConcurrentLinkedQueue<>();
        AtomicInteger downloads = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(2 * AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            clients.execute(() -> uploadUntil(over, content, answered, unanswered));
            clients.execute(() -> downloadUntil(over, known, content, downloads));
        }
        await().atMost(SOON).until(() -> answered.size() > 2 * AT_ONCE && downloads.get() > 2 * AT_ONCE);
        mortal.kill();
        over.set(true);
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        assertThat(unanswered).as("the kill came among uploads").isNotEmpty();
        for (Slot slot : answered) {
            assertThat(get(survivor.port(), slot).body()).isEqualTo(content);
        }
        for (Slot slot : unanswered) {
            HttpResponse<byte[]> there = get(survivor.port(), slot);
            assertThat(there.statusCode()).isIn(200, 404);
            // its 201 may have been lost on the way
            assertThat(there.statusCode() == 404 || Arrays.equals(there.body(), content))
                    .isTrue();
        }
        assertSumsAgree();
        Slot open = unanswered.remove();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    // 409 with the digest is success, too, where the row was written and the answer lost
                    put(survivor.port(), open, content);
                    return get(survivor.port(), open).statusCode() == 200;
                });
        assertThat(get(survivor.port(), open).body()).isEqualTo(content);
        assertSumsAgree();
    }

    /** A balancer in front: requests of which nothing was sent yet go to the node that is there. */
    @Test
    void behindNginxAKilledNodeIsNoticedByNobody() throws Exception {
        String nodes = "upstream nodes { server 127.0.0.1:" + survivor.port() + " max_fails=1 fail_timeout=5s; server"
                + " 127.0.0.1:" + mortal.port() + " max_fails=1 fail_timeout=5s; keepalive 16; }";
        String locations = """
                client_max_body_size 0;
                location / {
                    proxy_pass http://nodes;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_request_buffering off;
                    proxy_buffering off;
                    proxy_connect_timeout 2s;
                    proxy_next_upstream error timeout;
                    proxy_next_upstream_tries 2;
                }
                """;
        byte[] content = random(SMALL, 5);
        try (Nginx nginx = new Nginx(directory, nodes, locations)) {
            Slot before = slot(SMALL);
            assertThat(put(nginx.port(), before, content)).isEqualTo(201);
            mortal.kill();
            for (int i = 0; i < 10; i++) {
                Slot slot = slot(SMALL);
                assertThat(put(nginx.port(), slot, content)).isEqualTo(201);
                assertThat(get(nginx.port(), slot).body()).isEqualTo(content);
                assertThat(get(nginx.port(), before).body()).isEqualTo(content);
            }
        }
    }

    private void uploadUntil(AtomicBoolean over, byte[] content, Queue<Slot> answered, Queue<Slot> unanswered) {
        while (!over.get()) {
            Slot slot = slot(content.length);
            try {
                (put(mortal.port(), slot, content) == 201 ? answered : unanswered).add(slot);
            } catch (IOException | InterruptedException killed) {
                unanswered.add(slot);
                return;
            }
        }
    }

    private void downloadUntil(AtomicBoolean over, Slot slot, byte[] content, AtomicInteger done) {
        while (!over.get()) {
            try {
                assertThat(get(mortal.port(), slot).body()).isEqualTo(content);
                done.incrementAndGet();
            } catch (IOException | InterruptedException killed) {
                return;
            }
        }
    }

    private void assertSumsAgree() throws Exception {
        try (Connection connection = PostgresProcess.connect(database)) {
            Sums.assertAgree(connection, Clock.systemUTC(), "after the kill");
        }
    }

    private Slot slot(long size) {
        return Node.slot(survivor, size);
    }

    private int put(int port, Slot slot, byte[] content) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at(port, slot.put()))
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private HttpResponse<byte[]> get(int port, Slot slot) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(at(port, slot.get())).build(), BodyHandlers.ofByteArray());
    }

    private int delete(int port, Slot slot) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at(port, slot.get()))
                .header("Authorization", "Bearer " + slot.deleteToken())
                .DELETE()
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private int offset(Slot slot) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at(survivor.port(), slot.put()))
                .header("Tus-Resumable", "1.0.0")
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
        return Integer.parseInt(answer.headers().firstValue("Upload-Offset").orElse("-1"));
    }

    private static String target(URI link) {
        return link.getRawPath() + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery());
    }

    private static URI at(int port, URI link) {
        return URI.create("http://127.0.0.1:" + port + target(link));
    }

    private static byte[] random(int size, long seed) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static String sha256(byte[] content) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
