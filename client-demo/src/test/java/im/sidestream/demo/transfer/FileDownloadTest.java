package im.sidestream.demo.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GET with resume (RFC 9110 §14) and checks. */
class FileDownloadTest {

    private static final String ETAG = "\"v1\"";

    @TempDir
    private Path directory;

    private final byte[] content = new byte[300_000];
    private final List<Duration> waits = new ArrayList<>();

    @BeforeEach
    void fill() {
        new Random(2).nextBytes(content);
    }

    @Test
    void aWholeFileIsKeptUnderItsNameAndVerified() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> whole(out))) {
            Downloaded file = download(server, content.length, sha256());

            assertThat(file.path()).isEqualTo(directory.resolve("photo.png")).hasBinaryContent(content);
            assertThat(file.verified()).isTrue();
            assertThat(left()).containsExactly("photo.png");
        }
    }

    @Test
    void aDownloadThatBreaksTwiceIsResumedWhereItBroke() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            int from = from(request);
            if (n == 1) {
                cutWhole(out, 100_000);
            } else {
                part(out, from, n == 2 ? from + 50_000 : content.length);
            }
        })) {
            Downloaded file = download(server, content.length, sha256());

            assertThat(file.path()).hasBinaryContent(content);
            assertThat(file.requests()).isEqualTo(3);
            assertThat(server.requests().get(0).headers("Range")).isEmpty();
            assertThat(server.requests().get(2).headers("If-Range")).containsExactly(ETAG);
            // what is counted is what reached the disk, so resuming never skips a byte
            assertThat(from(server.requests().get(2)))
                    .isGreaterThanOrEqualTo(from(server.requests().get(1)));
        }
    }

    @Test
    void aFileThatChangedBetweenTwoRequestsIsFetchedAnew() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n == 1) {
                cutWhole(out, 1_000);
            } else {
                whole(out);
            }
        })) {
            assertThat(download(server, content.length, sha256()).path()).hasBinaryContent(content);
        }
    }

    @Test
    void aRangeThatStartsElsewhereIsNotUsed() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            switch (n) {
                case 1 -> cutWhole(out, 1_000);
                case 2 -> part(out, 5, content.length);
                default -> whole(out);
            }
        })) {
            assertThat(download(server, content.length, sha256()).path()).hasBinaryContent(content);
        }
    }

    @Test
    void whatAnEarlierRunLeftIsUsedIfTheDigestAgrees() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> part(out, from(request), content.length))) {
            leave(server, Arrays.copyOf(content, 120_000));

            assertThat(download(server, content.length, sha256()).path()).hasBinaryContent(content);
            assertThat(from(server.requests().get(0))).isEqualTo(120_000);
        }
    }

    @Test
    void whatAnEarlierRunLeftOfAnotherFileIsDropped() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (request.headers("Range").isEmpty()) {
                whole(out);
            } else {
                part(out, from(request), content.length);
            }
        })) {
            leave(server, new byte[120_000]);

            assertThat(download(server, content.length, sha256()).path()).hasBinaryContent(content);
        }
    }

    @Test
    void aRangeThatCannotBeServedBecauseAllIsHereEndsTheDownload() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> RawServer.write(
                out,
                "416 Range Not Satisfiable\r\nContent-Range: bytes */" + content.length + "\r\nContent-Length: 0"))) {
            leave(server, content);

            assertThat(download(server, -1, sha256()).path()).hasBinaryContent(content);
        }
    }

    @Test
    void aRangeThatCannotBeServedForAnotherReasonStartsAgain() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n == 1) {
                RawServer.write(out, "416 Range Not Satisfiable\r\nContent-Range: bytes */7\r\nContent-Length: 0");
            } else {
                whole(out);
            }
        })) {
            leave(server, new byte[content.length + 10]);

            assertThat(download(server, content.length, sha256()).path()).hasBinaryContent(content);
        }
    }

    @Test
    void aFileWithAnotherDigestIsNotKept() throws Exception {
        byte[] other = MessageDigest.getInstance("SHA-256").digest(new byte[1]);
        try (RawServer server = new RawServer((n, request, out) -> whole(out))) {
            assertThatThrownBy(() -> download(server, content.length, Map.of(Digests.SHA_256, other)))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("sha-256");
            assertThat(left()).isEmpty();
        }
    }

    /** XEP-0300: F-50 all known hashes are compared, not only the first. */
    @Test
    void everyAnnouncedHashMustAgree() throws Exception {
        Map<String, byte[]> hashes = Map.of(
                Digests.SHA_256, MessageDigest.getInstance("SHA-256").digest(content), Digests.SHA3_256, new byte[32]);
        try (RawServer server = new RawServer((n, request, out) -> whole(out))) {
            assertThatThrownBy(() -> download(server, content.length, hashes))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("sha3-256");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void aFileOfAnotherSizeIsNotKept() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> whole(out))) {
            assertThatThrownBy(() -> download(server, content.length - 1, Map.of()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("announced");
            assertThat(left()).doesNotContain("photo.png");
        }
    }

    @Test
    void aServerWithoutLengthCannotSendMoreThanAnnounced() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> RawServer.write(out, "200 OK", content))) {
            assertThatThrownBy(() -> download(server, 1_000, Map.of()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("more bytes");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void nothingThatExistsIsOverwritten() throws Exception {
        Files.writeString(directory.resolve("photo.png"), "mine");
        try (RawServer server = new RawServer((n, request, out) -> whole(out))) {
            Downloaded file = download(server, content.length, sha256());

            assertThat(file.path()).isEqualTo(directory.resolve("photo (1).png"));
            assertThat(directory.resolve("photo.png")).hasContent("mine");
        }
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSaid() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {
            if (n == 1) {
                RawServer.write(out, "503 Service Unavailable\r\nRetry-After: 9\r\nContent-Length: 0");
            } else {
                whole(out);
            }
        })) {
            download(server, content.length, sha256());

            assertThat(waits).contains(Duration.ofSeconds(9));
        }
    }

    @Test
    void aFileThatIsGoneIsNotAskedForAgain() throws Exception {
        try (RawServer server =
                new RawServer((n, request, out) -> RawServer.write(out, "410 Gone\r\nContent-Length: 0"))) {
            assertThatThrownBy(() -> download(server, content.length, sha256()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("410");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aServerThatNeverSendsAnythingIsGivenUp() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {})) {
            assertThatThrownBy(() -> download(server, content.length, sha256())).isInstanceOf(TransferException.class);
            assertThat(server.requests()).hasSizeBetween(5, 10);
        }
    }

    @Test
    void aRedirectToAPlaceThatIsNotHttpsIsNotFollowed() throws Exception {
        try (RawServer server = new RawServer((n, request, out) ->
                RawServer.write(out, "302 Found\r\nLocation: http://192.0.2.1/x\r\nContent-Length: 0"))) {
            assertThatThrownBy(() -> download(server, content.length, sha256()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("not https");
        }
    }

    private Downloaded download(RawServer server, long size, Map<String, byte[]> hashes) throws Exception {
        try (Transfers transfers = TestTransfers.with(waits)) {
            return transfers.download(
                    new DownloadRequest(source(server), directory, "photo.png", size, hashes, Long.MAX_VALUE),
                    Progress.none().start("test", size));
        }
    }

    private static URI source(RawServer server) {
        return server.uri("/f/1");
    }

    private Map<String, byte[]> sha256() throws Exception {
        return Map.of(Digests.SHA_256, MessageDigest.getInstance("SHA-256").digest(content));
    }

    private void leave(RawServer server, byte[] bytes) throws Exception {
        try (PartFile part = PartFile.open(directory, source(server))) {
            part.append(bytes, bytes.length);
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }

    private static int from(RawServer.Request request) {
        return request.headers("Range").stream()
                .mapToInt(range -> Integer.parseInt(range.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private void whole(OutputStream out) throws IOException {
        RawServer.write(out, "200 OK\r\nETag: " + ETAG + "\r\nContent-Length: " + content.length, content);
    }

    private void cutWhole(OutputStream out, int bytes) throws IOException {
        RawServer.write(
                out,
                "200 OK\r\nETag: " + ETAG + "\r\nContent-Length: " + content.length,
                Arrays.copyOf(content, bytes));
    }

    private void part(OutputStream out, int from, int to) throws IOException {
        String head = "206 Partial Content\r\nETag: " + ETAG + "\r\nContent-Range: bytes " + from + "-"
                + (content.length - 1) + "/" + content.length + "\r\nContent-Length: " + (content.length - from);
        out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(content, from, to - from);
    }
}
