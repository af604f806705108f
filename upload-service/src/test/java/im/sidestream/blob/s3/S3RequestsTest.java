package im.sidestream.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bucket is asked, word by word: where, with which keys, how objects are to be kept, and what is asked again (§4.12). */
final class S3RequestsTest {
    private static final S3Settings.Keys KEYS = new S3Settings.Keys("OURS", "secret");
    private static final S3Settings.Objects KEPT =
            new S3Settings.Objects(Optional.of("STANDARD_IA"), Optional.of("aws:kms"), Optional.of("alias/files"));
    private static final String BEGUN = "<InitiateMultipartUploadResult><Bucket>files</Bucket><Key>chat/a.1</Key>"
            + "<UploadId>one</UploadId></InitiateMultipartUploadResult>";
    private static final String COMPLETE = "<CompleteMultipartUploadResult><Bucket>files</Bucket><Key>chat/a.1</Key>"
            + "<ETag>\"x\"</ETag></CompleteMultipartUploadResult>";

    @TempDir
    private Path directory;

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    private record Asked(String method, String target, Map<String, List<String>> headers) {
        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst();
        }
    }

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders())));
        Answer next = Optional.ofNullable(answers.poll()).orElse(new Answer(200, ""));
        byte[] body = next.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("ETag", "\"x\"");
        exchange.sendResponseHeaders(next.status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private S3Settings settings(Optional<S3Settings.Keys> keys, boolean pathStyle) {
        return new S3Settings(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "files",
                "eu-north-1",
                keys,
                pathStyle,
                "chat/",
                KEPT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    private S3Bucket bucket() {
        return new S3Bucket(settings(Optional.of(KEYS), true), failure -> {});
    }

    private Path file() throws IOException {
        return Files.writeString(directory.resolve("piece"), "hello");
    }

    private static void assertKeptAsSaid(Asked request) {
        assertThat(request.header("x-amz-storage-class")).contains("STANDARD_IA");
        assertThat(request.header("x-amz-server-side-encryption")).contains("aws:kms");
        assertThat(request.header("x-amz-server-side-encryption-aws-kms-key-id"))
                .contains("alias/files");
    }

    @Test
    void anObjectIsMadeWhereThereIsNoneAndKeptAsTheOperatorSays() throws IOException {
        try (S3Bucket bucket = bucket()) {
            bucket.put("chat/a.1", file(), 5, Map.of("sha256", "d"));
        }

        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.method + " " + request.target).isEqualTo("PUT /files/chat/a.1");
            assertThat(request.header("If-None-Match")).contains("*");
            assertThat(request.header("x-amz-meta-sha256")).contains("d");
            assertThat(request.header("Authorization").orElseThrow())
                    .contains("Credential=OURS/", "/eu-north-1/s3/aws4_request");
            assertKeptAsSaid(request);
        });
    }

    @Test
    void soIsOneThatIsSentInParts() throws IOException {
        answers.addAll(List.of(new Answer(200, BEGUN), new Answer(200, ""), new Answer(200, COMPLETE)));
        try (S3Bucket bucket = bucket()) {
            String sending = bucket.begin("chat/a.1", Map.of());
            String tag = bucket.send("chat/a.1", sending, 1, file(), 5);
            bucket.complete("chat/a.1", sending, List.of(tag));
        }

        assertKeptAsSaid(asked.get(0));
        assertThat(asked.get(1).target).startsWith("/files/chat/a.1?").contains("uploadId=one", "partNumber=1");
        assertThat(asked.get(2).header("If-None-Match")).contains("*");
    }

    /** The condition makes that safe: what the first one may have made is not made twice. */
    @Test
    void whatFailsForNowIsAskedAgainUnderTheSameCondition() throws IOException {
        answers.addAll(List.of(new Answer(503, ""), new Answer(500, "")));
        try (S3Bucket bucket = bucket()) {
            bucket.put("chat/a.1", file(), 5, Map.of());
        }

        assertThat(asked)
                .hasSize(3)
                .allSatisfy(
                        request -> assertThat(request.header("If-None-Match")).contains("*"));
    }

    @Test
    void whatIsRefusedIsNotAskedAgain() {
        answers.add(new Answer(403, ""));
        try (S3Bucket bucket = bucket()) {
            assertThatThrownBy(() -> bucket.put("chat/a.1", file(), 5, Map.of()))
                    .isInstanceOf(IOException.class);
        }

        assertThat(asked).hasSize(1);
    }

    /** The SDK's own chain: here by properties of the process, else by environment, profile, container or instance. */
    @Test
    void withoutKeysThoseThatTheMachineKnowsAreUsed() throws IOException {
        System.setProperty("aws.accessKeyId", "THEIRS");
        System.setProperty("aws.secretAccessKey", "secret");
        try (S3Bucket bucket = new S3Bucket(settings(Optional.empty(), true), failure -> {})) {
            bucket.put("chat/a.1", file(), 5, Map.of());
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }

        assertThat(asked.get(0).header("Authorization").orElseThrow()).contains("Credential=THEIRS/");
    }

    @Test
    void theBucketIsNamedInThePathOrInTheHost() throws IOException {
        S3Settings inHost = new S3Settings(
                Optional.of(URI.create("https://s3.example.org")),
                "files",
                "us-east-1",
                Optional.of(KEYS),
                false,
                "",
                S3Settings.Objects.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
        try (S3Bucket hosted = new S3Bucket(inHost, failure -> {});
                S3Bucket pathed = bucket()) {
            assertThat(hosted.sign("a.1", "text/plain", "attachment", Duration.ofSeconds(9)))
                    .hasHost("files.s3.example.org")
                    .hasPath("/a.1");
            assertThat(pathed.sign("chat/a.1", "text/plain", "attachment", Duration.ofSeconds(9)))
                    .hasHost("127.0.0.1")
                    .hasPath("/files/chat/a.1");
        }
    }
}
