package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.blob.s3.ProxiedBucket;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wired service with a bucket from its configuration, the switch of stores, and what {@code check} says of a bucket. */
class BucketTest {
    private static ProxiedBucket s3;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private S3Settings bucket;

    @BeforeAll
    static void startBucket() throws Exception {
        s3 = new ProxiedBucket();
    }

    @AfterAll
    static void stopBucket() throws Exception {
        s3.stop();
    }

    @BeforeEach
    void fresh() {
        bucket = s3.fresh();
    }

    private ServerConfig inDirectory() throws Exception {
        return config(Map.of());
    }

    private ServerConfig inBucket() throws Exception {
        return inBucket(bucket.bucket(), "secret", bucket.endpoint().orElseThrow());
    }

    private ServerConfig inBucket(String name, String secret, URI endpoint) throws Exception {
        return config(Map.of(
                "SIDESTREAM_STORAGE_S3_ENDPOINT",
                endpoint.toString(),
                "SIDESTREAM_STORAGE_S3_BUCKET",
                name,
                "SIDESTREAM_STORAGE_S3_ACCESS_KEY",
                "access",
                "SIDESTREAM_STORAGE_S3_SECRET_KEY",
                secret,
                "SIDESTREAM_STORAGE_S3_PREFIX",
                "chat"));
    }

    private ServerConfig config(Map<String, String> more) throws Exception {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("SIDESTREAM_XMPP_DOMAIN", "upload.example.org");
        environment.put("SIDESTREAM_XMPP_SECRET", "s");
        environment.put("SIDESTREAM_HTTP_LISTEN", "127.0.0.1:0");
        environment.put("SIDESTREAM_HTTP_PUBLIC_URL", "http://localhost/");
        environment.put("SIDESTREAM_HTTP_ADMIN_LISTEN", "127.0.0.1:0");
        environment.put("SIDESTREAM_STORAGE_DIRECTORY", "files");
        environment.put("SIDESTREAM_WARM_UP", "false");
        return new ConfigLoader(environment, directory).load(null);
    }

    private static UploadService start(ServerConfig config) throws StartException {
        return UploadService.start(config, Clock.systemUTC(), new SecureRandom());
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private Slot upload(UploadService service, byte[] content) throws Exception {
        Slot slot = service.domain()
                .issuer()
                .issue(new SlotRequest(
                        "upload.example.org",
                        "alice@example.org",
                        new FileName("a.bin"),
                        content.length,
                        null,
                        Purpose.MESSAGE,
                        null))
                .join();
        HttpRequest put = HttpRequest.newBuilder(at(service, slot.put()))
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        return slot;
    }

    private byte[] download(UploadService service, Slot slot) throws Exception {
        HttpRequest get = HttpRequest.newBuilder(at(service, slot.get())).build();
        HttpResponse<byte[]> answer = http.send(get, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static URI at(UploadService service, URI link) {
        return URI.create("http://localhost:" + service.port() + link.getRawPath()
                + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
    }

    private List<Path> blobFiles() throws IOException {
        Path blobs = directory.resolve("files/blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void filesGoIntoTheBucketAndNothingIntoTheDirectory() throws Exception {
        try (UploadService service = start(inBucket())) {
            byte[] content = content(9 << 20);
            Slot slot = upload(service, content);

            assertThat(download(service, slot)).isEqualTo(content);
            assertThat(blobFiles()).isEmpty();
            assertThat(service.health().report().text()).contains("store: ok");
        }
    }

    /** House plan §4.15: a catalog serves its own store alone. */
    @Test
    void anotherStoreThanTheCatalogsIsRefused() throws Exception {
        start(inBucket()).close();

        assertThatThrownBy(() -> start(config(Map.of())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("are not those of its catalog");
        bucket = s3.fresh();
        assertThatThrownBy(() -> start(inBucket()))
                .isInstanceOf(StartException.class)
                .hasMessage("the files in bucket " + bucket.bucket()
                        + " are not those of its catalog: is everything mounted, and restored from one backup?");
    }

    @Test
    void checkSaysInOneLineWhatIsWrongWithABucket() throws Exception {
        URI endpoint = bucket.endpoint().orElseThrow();
        assertThat(Buckets.problem(inBucket().storage().s3().orElseThrow())).isEmpty();
        assertThat(problem("no-such-bucket", "secret", endpoint)).isEqualTo("bucket no-such-bucket does not exist");
        assertThat(problem(bucket.bucket(), "wrong", endpoint))
                .startsWith("bucket " + bucket.bucket() + " refuses these credentials: ");
        assertThat(problem(bucket.bucket(), "secret", URI.create("http://127.0.0.1:1")))
                .startsWith("bucket " + bucket.bucket() + " cannot be reached: ")
                .doesNotContain("\n");
    }

    private String problem(String name, String secret, URI endpoint) throws Exception {
        return Buckets.problem(inBucket(name, secret, endpoint).storage().s3().orElseThrow())
                .orElseThrow();
    }

    @Test
    void aServiceWhoseBucketIsMissingDoesNotStartAndSaysWhy() {
        assertThatThrownBy(() -> start(
                        inBucket("no-such-bucket", "secret", bucket.endpoint().orElseThrow())))
                .isInstanceOf(StartException.class)
                .hasMessage("storage.s3: bucket no-such-bucket does not exist");
    }

    @Test
    void filesMoveIntoTheBucketAndBack() throws Exception {
        byte[] small = content(1000);
        byte[] large = content(20 << 20);
        Slot one;
        Slot two;
        Slot none;
        try (UploadService service = start(inDirectory())) {
            one = upload(service, small);
            two = upload(service, large);
            none = upload(service, new byte[0]);
        }

        assertThat(StoreSwitch.run(inDirectory(), inBucket(), line -> {}))
                .isEqualTo("3 files copied and compared, 0 there already, 0 lost or damaged in the old store");

        Slot three;
        try (UploadService service = start(inBucket())) {
            assertThat(download(service, one)).isEqualTo(small);
            assertThat(download(service, two)).isEqualTo(large);
            assertThat(download(service, none)).isEmpty();
            three = upload(service, small);
        }
        assertThat(StoreSwitch.run(inBucket(), inDirectory(), line -> {}))
                .startsWith("1 files copied and compared, 3 there already");
        try (UploadService service = start(inDirectory())) {
            assertThat(download(service, two)).isEqualTo(large);
            assertThat(download(service, three)).isEqualTo(small);
        }
    }

    @Test
    void aSwitchThatBreaksIsGoneOnWithAndNobodyTakesHalfOfItForTheStore() throws Exception {
        List<Slot> slots = new ArrayList<>();
        try (UploadService service = start(inDirectory())) {
            for (int i = 1; i <= 3; i++) {
                slots.add(upload(service, content(1000 * i)));
            }
        }
        // what a run left that was killed: a file, and half of another one
        Path half = blobFiles().get(0);
        byte[] whole = Files.readAllBytes(half);
        ServerConfig target = inBucket();
        Files.write(half, new byte[3]);
        List<String> lines = new CopyOnWriteArrayList<>();
        assertThat(StoreSwitch.run(inDirectory(), target, lines::add))
                .isEqualTo("2 files copied and compared, 0 there already, 1 lost or damaged in the old store");
        assertThat(lines).singleElement().asString().contains("lost or damaged");

        Files.write(half, whole);
        assertThat(StoreSwitch.run(inDirectory(), target, lines::add))
                .isEqualTo("1 files copied and compared, 2 there already, 0 lost or damaged in the old store");
        try (UploadService service = start(target)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(download(service, slots.get(i - 1))).isEqualTo(content(1000 * i));
            }
        }
    }

    @Test
    void aSwitchWhoseBucketIsMissingSaysSoInOneLine() throws Exception {
        try (UploadService service = start(inDirectory())) {
            upload(service, content(1000));
        }

        assertThatThrownBy(() -> StoreSwitch.run(
                        inDirectory(),
                        inBucket("no-such-bucket", "secret", bucket.endpoint().orElseThrow()),
                        line -> {}))
                .isInstanceOf(StartException.class)
                .hasMessage("bucket no-such-bucket does not exist");
    }

    @Test
    void aSwitchNeedsAStoppedServiceAndANewPlace() throws Exception {
        try (UploadService service = start(inDirectory())) {
            assertThat(service.port()).isPositive();
            assertThatThrownBy(() -> StoreSwitch.run(inDirectory(), inBucket(), line -> {}))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("is in use");
        }
        assertThatThrownBy(() -> StoreSwitch.run(inDirectory(), inDirectory(), line -> {}))
                .isInstanceOf(StartException.class)
                .hasMessage("both configurations keep files in the same place");
        try (UploadService other = start(inDirectory())) {
            await().until(() -> other.port() > 0);
        }
    }
}
