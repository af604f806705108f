package im.sidestream.demo.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.transfer.PutOutcome.Refused;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus 1.0.0 as a client speaks it: an upload that is cut goes on where it ended. */
class ResumingUploadTest {

    @TempDir
    private Path directory;

    private final byte[] content = new byte[200_000];
    private final List<Duration> waits = new ArrayList<>();
    private UploadSource source;

    @BeforeEach
    void writeFile() throws Exception {
        new Random(1).nextBytes(content);
        source = new UploadSource(
                Files.write(directory.resolve("a.bin"), content), "a.bin", content.length, "image/x-test");
    }

    private PutOutcome put(RawServer server) throws Exception {
        UploadSlot slot = new UploadSlot(
                server.uri("/u/a.bin?t=1"),
                server.uri("/f"),
                List.of(new Header("Authorization", "Bearer one"), new Header("X-Evil", "1")),
                true);
        try (Transfers transfers = TestTransfers.with(waits)) {
            return transfers.put(slot, source, Progress.none().start("PUT", content.length));
        }
    }

    private static void head(OutputStream out, long offset) throws IOException {
        RawServer.write(out, "204 No Content\r\nUpload-Offset: " + offset + "\r\nUpload-Length: 200000");
    }

    @Test
    void anUploadThatIsCutGoesOnWhereItEnded() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            switch (n) {
                case 1 -> head(out, 0);
                // 2: cut, without an answer
                case 3 -> head(out, 150_000);
                case 4 -> RawServer.write(out, "201 Created\r\nUpload-Offset: 200000\r\nContent-Length: 0");
                default -> {}
            }
        })) {
            Stored stored = (Stored) put(server);

            List<RawServer.Request> requests = server.requests();
            assertThat(requests).hasSize(4);
            assertThat(requests.get(0).head().get(0)).isEqualTo("HEAD /u/a.bin?t=1 HTTP/1.1");
            assertThat(requests.get(1).head().get(0)).isEqualTo("PUT /u/a.bin?t=1 HTTP/1.1");
            assertThat(requests.get(1).headers("Content-Type")).containsExactly("image/x-test");
            assertThat(requests.get(1).headers("Upload-Complete")).containsExactly("?1");
            assertThat(requests.get(1).body()).isEqualTo(content);
            assertThat(requests.get(3).headers("Upload-Offset")).containsExactly("150000");
            assertThat(requests.get(3).headers("Content-Type")).containsExactly("application/partial-upload");
            assertThat(requests.get(3).head().get(0)).isEqualTo("PATCH /u/a.bin?t=1 HTTP/1.1");
            assertThat(requests.get(3).headers("Upload-Complete")).containsExactly("?1");
            assertThat(stored.status()).isEqualTo(201);
            assertThat(requests.get(3).body()).isEqualTo(Arrays.copyOfRange(content, 150_000, 200_000));
            assertThat(requests).allSatisfy(request -> {
                // Java 17 takes interim answers to be final
                assertThat(request.headers("Upload-Draft-Interop-Version")).isEmpty();
                assertThat(request.headers("Authorization")).containsExactly("Bearer one");
                assertThat(request.headers("X-Evil")).isEmpty();
            });
            assertThat(stored.digests().value(Digests.SHA_256)).contains(sha256());
            assertThat(waits).hasSize(1);
        }
    }

    @Test
    void headwayIsWorthAnyNumberOfCuts() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            boolean asked = request.head().get(0).startsWith("HEAD");
            if (asked) {
                head(out, Math.min(200_000, n * 2_000L));
            }
        })) {
            assertThat(put(server)).isInstanceOf(Stored.class);
            assertThat(waits).hasSizeGreaterThan(40);
        }
    }

    @Test
    void withoutHeadwayTheUploadEnds() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (request.head().get(0).startsWith("HEAD")) {
                head(out, 7);
            }
        })) {
            assertThatThrownBy(() -> put(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no headway");
            assertThat(server.requests()).hasSize(10);
        }
    }

    @Test
    void aRefusalIsTheOutcome() throws Exception {
        try (RawServer server =
                new RawServer((n, request, out) -> RawServer.write(out, "410 Gone\r\nContent-Length: 0"))) {
            assertThat(put(server)).isEqualTo(new Refused(410, null));
        }
    }

    @Test
    void otherBytesThanWereSentAreNoSuccess() throws Exception {
        String other = Base64.getEncoder().encodeToString(new byte[32]);
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n == 1) {
                head(out, 0);
            } else {
                RawServer.write(out, "204 No Content\r\nUpload-Offset: 200000\r\nRepr-Digest: sha-256=:" + other + ":");
            }
        })) {
            assertThatThrownBy(() -> put(server)).isInstanceOf(TransferException.class);
        }
    }

    @Test
    void aSlotThatDoesNotSaySoAndASmallFileAreSentByOnePut() throws Exception {
        try (RawServer server =
                        new RawServer((n, request, out) -> RawServer.write(out, "201 Created\r\nContent-Length: 0"));
                Transfers transfers = TestTransfers.with(waits)) {
            Path file = Files.write(directory.resolve("b.bin"), new byte[1000]);
            UploadSource small = new UploadSource(file, "b.bin", 1000, "text/plain");
            Progress progress = Progress.none().start("PUT", 1000);
            transfers.put(new UploadSlot(server.uri("/u"), server.uri("/f"), List.of(), true), small, progress);
            transfers.put(new UploadSlot(server.uri("/u"), server.uri("/f"), List.of()), source, progress);

            assertThat(server.requests())
                    .extracting(request -> request.head().get(0))
                    .containsExactly("PUT /u HTTP/1.1", "PUT /u HTTP/1.1");
        }
    }

    private byte[] sha256() throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
