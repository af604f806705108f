package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.e2e.DatabaseServer;
import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All of it as processes: two components at a real Prosody, two upload nodes behind nginx, PostgreSQL for the rows and a real Ceph
 * for the bytes (design.md §1). One of each of ours is killed. The upload nodes name the bucket in both ways, in the path and in the
 * host's name.
 */
final class WholeHouseTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    /** So many that both nodes take some. */
    /** Where an upload goes on at the other node: within what would be a piece. */
    private static final int HALF = 9_000_001;

    private static final int SOME = 6;

    private static final int SMALL = 200_000;
    /** Goes into the bucket in parts. */
    private static final int LARGE = 18 << 20;

    @TempDir
    private Path directory;

    private final int port = freePort();
    private final List<Shared> shared = new ArrayList<>();
    private DatabaseServer database;
    private BucketServer bucket;
    private Stage stage;
    private HttpClient http;

    /** A file whose bytes are made anew where they are compared. */
    private record Shared(URI link, int size, String deleteToken) {
        static byte[] content(int size) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            return content;
        }
    }

    @BeforeEach
    void open() throws Exception {
        database = new DatabaseServer();
        bucket = new BucketServer(directory);
        stage = Stage.open(StageSettings.defaults()
                .withServerConfig(database.config())
                .withServerConfig(bucket.config(), "http.public-url = \"https://localhost:" + port + "/\""));
        stage.server().stop();
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(stage.certificates().trust())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
        bucket.stop();
        database.remove();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private StandbyNode component() throws IOException {
        return new StandbyNode("component", stage.server(), directory);
    }

    private StandbyNode upload(int own) throws IOException {
        return new StandbyNode(
                "upload", stage.server(), directory, "http.tls = null", "http.listen = \"127.0.0.1:" + own + "\"");
    }

    /** One that names the same bucket in the host, as AWS wants it. */
    private StandbyNode uploadByVirtualHost(int own) throws IOException {
        String[] style = bucket.virtualHostConfig();
        return new StandbyNode(
                "upload",
                stage.server(),
                directory,
                BucketServer.hosts(directory),
                style[0],
                style[1],
                "http.tls = null",
                "http.listen = \"127.0.0.1:" + own + "\"");
    }

    @Test
    void filesAreSharedWhileAComponentAndAnUploadNodeAreKilled() throws Exception {
        int one = freePort();
        int other = freePort();
        try (StandbyNode first = component();
                StandbyNode second = component();
                StandbyNode mortal = upload(one);
                StandbyNode survivor = uploadByVirtualHost(other);
                Balancer nginx = new Balancer(
                        directory, port, one, other, stage.certificates().issue("balancer", "localhost"));
                RawClient alice = RawClient.logIn(stage.prosody(), stage.account("alice"), stage.certificates())) {
            assertThat(nginx).isNotNull();
            await().atMost(LONG).until(() -> mortal.isReady() && survivor.isReady());
            await().atMost(LONG)
                    .until(() ->
                            (first.isConnected() && second.standsBy()) || (second.isConnected() && first.standsBy()));
            shareSome(alice);
            XmlNode half = Answers.slot(ask(alice, LARGE));
            append(half, one, 0, HALF);

            StandbyNode connected = first.isConnected() ? first : second;
            connected.kill();
            mortal.kill();
            await().atMost(TAKE_OVER)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> "result".equals(ask(alice, SMALL).attribute("type")));
            shareSome(alice);
            append(half, other, HALF, LARGE);
            assertThat(get(Answers.get(half)).body()).isEqualTo(Shared.content(LARGE));

            for (Shared file : shared) {
                assertThat(get(file.link).body()).isEqualTo(Shared.content(file.size));
            }
            await().atMost(LONG).until(() -> survivor.page("ready").contains("nodes: 2\n"));
            assertThat(database.query("SELECT (SELECT sum(bytes) FROM counter WHERE hour = -1)"
                            + " = (SELECT sum(size) FROM upload WHERE state < 3)"))
                    .isEqualTo("t\n");
            // in parts, by either node; in parts and at once, by the one that names the bucket in the host
            for (int taken : List.of(0, SOME, SOME + 1)) {
                delete(shared.get(taken));
            }
        }
    }

    /** Nothing is left of it in the bucket. */
    private void delete(Shared file) throws Exception {
        String id = Path.of(file.link.getPath()).getName(1).toString();
        assertThat(bucket.objects()).contains(id);

        HttpRequest delete = HttpRequest.newBuilder(file.link)
                .header("Authorization", "Bearer " + file.deleteToken)
                .DELETE()
                .build();
        assertThat(http.send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
        await().atMost(LONG).until(() -> !bucket.objects().contains(id));
    }

    private void shareSome(RawClient client) throws Exception {
        for (int i = 0; i < SOME; i++) {
            share(client, (i == 0 ? LARGE : SMALL) + shared.size());
        }
    }

    private void share(RawClient client, int size) throws Exception {
        byte[] content = Shared.content(size);
        XmlNode slot = Answers.slot(ask(client, size));
        assertThat(Answers.put(slot).getPort()).isEqualTo(port);

        HttpRequest put = HttpRequest.newBuilder(Answers.put(slot))
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
        assertThat(get(Answers.get(slot)).body()).isEqualTo(content);
        String token = slot.child("delete-token", "sidestream:transfer:0")
                .orElseThrow()
                .text();
        shared.add(new Shared(Answers.get(slot), size, token));
    }

    /** Goes on with an upload at one node, tus 1.0.0 "PATCH"; what it takes is in the bucket, in pieces. */
    private void append(XmlNode slot, int node, int from, int to) throws Exception {
        URI put = Answers.put(slot);
        URI there = URI.create("http://127.0.0.1:" + node + put.getRawPath() + "?" + put.getRawQuery());
        HttpRequest patch = HttpRequest.newBuilder(there)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Integer.toString(from))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(Shared.content(LARGE), from, to - from))
                .build();
        assertThat(http.send(patch, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }

    private static XmlNode ask(RawClient client, int size) throws Exception {
        return client.ask("<request xmlns='" + Names.UPLOAD + "' filename='a.bin' size='" + size + "'/>");
    }

    private HttpResponse<byte[]> get(URI link) throws Exception {
        HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }
}
