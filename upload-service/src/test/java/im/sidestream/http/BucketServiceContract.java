package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.s3.S3BlobStore;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with its files in a bucket: what clients see is what they see of a directory. */
interface BucketServiceContract {
    /** Returns a bucket, or a part of one, that nobody used. */
    S3Settings fresh();

    private static S3Settings redirecting(S3Settings settings, Duration lifetime) {
        return new S3Settings(
                settings.endpoint(),
                settings.bucket(),
                settings.region(),
                settings.keys(),
                settings.pathStyle(),
                settings.prefix(),
                settings.objects(),
                settings.timeout(),
                lifetime);
    }

    private static RunningService service(Path directory, S3Settings settings) throws IOException {
        BlobStore store = new S3BlobStore(
                settings, directory.resolve("spool"), Executors.newFixedThreadPool(4), Executors.newFixedThreadPool(4));
        return new RunningService(directory, Optional.empty(), unused -> store);
    }

    /** Returns the service whose node sends all bytes itself. */
    default RunningService service(Path directory) throws IOException {
        return service(directory, redirecting(fresh(), Duration.ZERO));
    }

    /** Uploads by PUT. */
    static Reply put(RunningService service, Slot slot, byte[] content) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.put(slot.put(), content.length).send(content).reply();
        }
    }

    /** Downloads. */
    static Reply get(RunningService service, Slot slot, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get(), headers).reply();
        }
    }

    @Test
    default void whatWasPutIsReadWholeInPartAndByItsHead(@TempDir Path directory) throws Exception {
        try (RunningService service = service(directory)) {
            for (int size : new int[] {0, 1, 70_000, 20 << 20}) {
                byte[] content = ResumeFixture.random(size);
                Slot slot = service.slot("a b.bin", size);
                assertThat(put(service, slot, content).status()).isEqualTo(201);

                Reply whole = get(service, slot);
                assertThat(whole.status()).isEqualTo(200);
                assertThat(whole.body()).isEqualTo(content);
                assertThat(whole.header("Repr-Digest"))
                        .isEqualTo("sha-256=:" + ResumeFixture.sha256(content).base64() + ":");
                if (size > 1) {
                    Reply part = get(service, slot, "Range: bytes=" + (size - 60_000) + "-" + (size - 10_001));
                    assertThat(part.status()).isEqualTo(206);
                    assertThat(part.body()).isEqualTo(ResumeFixture.part(content, size - 60_000, size - 10_000));
                }
                try (RawHttp client = new RawHttp(service.port())) {
                    Reply head = client.request("HEAD", slot.get().getRawPath()).reply(false);
                    assertThat(head.status()).isEqualTo(200);
                    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(size));
                }
            }
        }
    }

    /** House plan §4.11 and §4.12: each piece is an object, and the file is read over all of them. */
    @Test
    default void anUploadThatIsGoneOnWithIsReadAsOneFile(@TempDir Path directory) throws Exception {
        try (RunningService service = service(directory)) {
            byte[] content = ResumeFixture.random(17 << 20);
            Slot slot = service.slot("a.bin", content.length);
            int cut = 9_000_001;
            try (RawHttp client = new RawHttp(service.port())) {
                assertThat(client.patch(slot.put(), 0, cut)
                                .send(ResumeFixture.part(content, 0, cut))
                                .reply()
                                .status())
                        .isEqualTo(204);
                assertThat(client.patch(slot.put(), cut, content.length - cut)
                                .send(ResumeFixture.part(content, cut, content.length))
                                .reply()
                                .status())
                        .isEqualTo(204);
            }

            assertThat(get(service, slot).body()).isEqualTo(content);
            Reply part = get(service, slot, "Range: bytes=" + (cut - 10) + "-" + (cut + 9));
            assertThat(part.body()).isEqualTo(ResumeFixture.part(content, cut - 10, cut + 10));
        }
    }

    /** House plan §4.20: what a row names stays, what no row names goes, sendings in parts too. */
    @Test
    default void theSearchForOrphansTakesWhatNoRowNames(@TempDir Path directory) throws Exception {
        S3Settings settings = redirecting(fresh(), Duration.ZERO);
        try (RunningService service = service(directory, settings);
                S3BlobStore other = new S3BlobStore(
                        settings,
                        directory.resolve("other"),
                        Executors.newFixedThreadPool(2),
                        Executors.newFixedThreadPool(2))) {
            Slot slot = service.slot("a.bin", 5);
            put(service, slot, new byte[5]);
            String stranger = "A".repeat(slot.id().value().length());
            other.create(new BlobKey("2026010100", stranger + ".1")).publish().join();
            var sending = other.create(new BlobKey("2026010100", stranger + ".2"));
            for (int i = 0; i < 17; i++) {
                sending.write(ByteBuffer.allocate(1 << 20));
            }
            sending.room().join();
            await().until(() -> keys(other).size() == 3);

            var report = service.sweepOrphans();

            assertThat(report.problem()).isNull();
            assertThat(report.orphans()).isEqualTo(2);
            assertThat(keys(other)).hasSize(1);
            assertThat(get(service, slot).status()).isEqualTo(200);
        }
    }

    private static List<BlobKey> keys(BlobStore store) throws IOException {
        List<BlobKey> keys = new ArrayList<>();
        store.list(keys::add);
        return keys;
    }

    /** House plan §4.20: GET alone, only what is safe as an attachment, never what named its own end. */
    @Test
    default void downloadsAreSentToTheBucketWhereThatIsSafe(@TempDir Path directory) throws Exception {
        try (RunningService service = service(directory, redirecting(fresh(), Duration.ofSeconds(60)))) {
            Slot picture = service.slot("ä \"b\".png", 5, "image/png");
            Slot page = service.slot("a.html", 5, "text/html");
            Slot drawing = service.slot("a.svg", 5, "image/svg+xml");
            Slot ending = service.ephemeral("a.png", 5, service.clock.instant().plusSeconds(3600));
            for (Slot slot : List.of(picture, page, drawing, ending)) {
                put(service, slot, "hello".getBytes(StandardCharsets.US_ASCII));
            }

            Reply reply = get(service, picture, "Range: bytes=1-2");
            assertThat(reply.status()).isEqualTo(307);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("ETag")).isEmpty();
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(reply.header("Location")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                    .startsWith("attachment; filename=");
            for (Slot slot : List.of(page, drawing, ending)) {
                assertThat(get(service, slot).status()).isEqualTo(200);
            }
            try (RawHttp client = new RawHttp(service.port())) {
                assertThat(client.request("HEAD", picture.get().getRawPath())
                                .reply(false)
                                .status())
                        .isEqualTo(200);
            }
            String tag = get(service, page).header("ETag");
            assertThat(get(service, picture, "If-None-Match: " + tag).status()).isEqualTo(304);
        }
    }

    /** A link that was given away works no longer than the file. */
    @Test
    default void aLinkEndsWithItsFile(@TempDir Path directory) throws Exception {
        try (RunningService service = service(directory, redirecting(fresh(), Duration.ofSeconds(60)))) {
            Slot slot = service.slot("a.png", 5, "image/png");
            put(service, slot, new byte[5]);

            service.clock.advance(RunningService.RETENTION.minusSeconds(20));

            assertThat(get(service, slot).header("Location")).containsPattern("X-Amz-Expires=(19|20)(&|$)");
        }
    }
}
