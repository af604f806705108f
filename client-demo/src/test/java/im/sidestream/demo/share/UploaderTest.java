package im.sidestream.demo.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.RawServer;
import im.sidestream.demo.transfer.TestTransfers;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.Transfers;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to an upload that fails (XEP-0363 §4: C-11, C-12). */
class UploaderTest {

    @TempDir
    private Path directory;

    private final byte[] content = "some bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private final List<Duration> waits = new ArrayList<>();
    private final AtomicInteger slots = new AtomicInteger();
    private UploadSource source;

    @BeforeEach
    void writeFile() throws Exception {
        source = UploadSource.of(Files.write(directory.resolve("a.txt"), content));
    }

    @Test
    void aRefusedSlotIsNotUsedAgain() throws Exception {
        try (RawServer server = new RawServer((n, request, out) ->
                RawServer.write(out, (n == 1 ? "500 Oops" : "201 Created") + "\r\nContent-Length: 0"))) {
            Uploaded uploaded = upload(server);

            assertThat(uploaded.slots()).isEqualTo(2);
            assertThat(uploaded.slot().get().getPath()).isEqualTo("/f/2");
            assertThat(paths(server)).containsExactly("/u/1", "/u/2");
        }
    }

    /** A server that was killed between storing and answering holds the file already. */
    @Test
    void anUploadWithoutAnAnswerIsTriedOnceMoreInItsOwnSlot() throws Exception {
        String same = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n > 1) {
                RawServer.write(out, "409 Conflict\r\nRepr-Digest: sha-256=:" + same + ":\r\nContent-Length: 0");
            }
        })) {
            assertThat(upload(server).slot().get().getPath()).isEqualTo("/f/1");
            assertThat(paths(server)).containsExactly("/u/1", "/u/1");
        }
    }

    @Test
    void aSlotThatStaysSilentIsReplaced() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n > 2) {
                RawServer.write(out, "201 Created\r\nContent-Length: 0");
            }
        })) {
            assertThat(upload(server).slot().get().getPath()).isEqualTo("/f/2");
        }
    }

    @Test
    void aServerThatWantsToBeLeftAloneIs() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> RawServer.write(
                out, (n == 1 ? "429 Slow\r\nRetry-After: 5" : "201 Created") + "\r\nContent-Length: 0"))) {
            upload(server);

            assertThat(waits).contains(Duration.ofSeconds(5));
        }
    }

    @Test
    void aRefusalForGoodEndsTheUploadAtOnce() throws Exception {
        try (RawServer server =
                new RawServer((n, request, out) -> RawServer.write(out, "415 Type\r\nContent-Length: 0"))) {
            assertThatThrownBy(() -> upload(server))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("415");
            assertThat(slots).hasValue(1);
        }
    }

    @Test
    void theNumberOfSlotsIsBounded() throws Exception {
        try (RawServer server =
                new RawServer((n, request, out) -> RawServer.write(out, "500 Oops\r\nContent-Length: 0"))) {
            assertThatThrownBy(() -> upload(server))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("500");
            assertThat(slots).hasValue(3);
        }
    }

    private Uploaded upload(RawServer server) throws Exception {
        try (Transfers transfers = TestTransfers.with(waits)) {
            Uploader uploader = new Uploader(transfers, TestTransfers.backoff(waits), Progress.none(), 3);
            return uploader.upload(
                    file -> {
                        int n = slots.incrementAndGet();
                        return new UploadSlot(server.uri("/u/" + n), server.uri("/f/" + n), List.of());
                    },
                    source);
        }
    }

    private static List<String> paths(RawServer server) {
        return server.requests().stream()
                .map(request -> request.head().get(0).split(" ", -1)[1])
                .toList();
    }
}
