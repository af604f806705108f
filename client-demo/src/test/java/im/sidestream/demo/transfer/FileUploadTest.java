package im.sidestream.demo.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.transfer.PutOutcome.Refused;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PUT step (XEP-0363 §4), as bytes on the wire. */
class FileUploadTest {

    @TempDir
    private Path directory;

    private final byte[] content = new byte[200_000];
    private UploadSource source;

    @BeforeEach
    void writeFile() throws Exception {
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("a.bin"), content);
        source = new UploadSource(file, "a.bin", content.length, "image/x-test");
    }

    /** C-10: length and type as in the request for the slot. */
    @Test
    void thePutCarriesTheBytesTheirNumberAndTheirType() throws Exception {
        try (RawServer server = answering("201 Created\r\nContent-Length: 0")) {
            PutOutcome outcome = put(server, List.of());

            RawServer.Request request = server.requests().get(0);
            assertThat(request.head().get(0)).isEqualTo("PUT /u/x%20%25/a.bin?t=1 HTTP/1.1");
            assertThat(request.headers("Content-Length")).containsExactly("200000");
            assertThat(request.headers("Content-Type")).containsExactly("image/x-test");
            assertThat(request.headers("Transfer-Encoding")).isEmpty();
            assertThat(request.body()).isEqualTo(content);
            assertThat(((Stored) outcome).digests().value(Digests.SHA_256)).contains(sha("SHA-256"));
            assertThat(((Stored) outcome).digests().value(Digests.SHA3_256)).contains(sha("SHA3-256"));
        }
    }

    /** C-04, C-05, C-06, C-07, C-08: all allowed headers and no others, without line breaks, in their order. */
    @Test
    void onlyAllowedHeadersGoOutWithoutLineBreaksAndInTheirOrder() throws Exception {
        List<Header> headers = List.of(
                new Header("aUtHorization", "Bearer one"),
                new Header("X-Evil", "1"),
                new Header("Host", "evil.example"),
                new Header("Content-Length", "5"),
                new Header("Cookie", "a=1"),
                new Header("Expi\r\nres", "Thu, 01 Jan\r\n 2026"),
                new Header("Authoriz\nation", "two\r\nX-Injected: yes"),
                new Header("cookie", "b=2"));
        try (RawServer server = answering("201 Created\r\nContent-Length: 0")) {
            put(server, headers);

            RawServer.Request request = server.requests().get(0);
            assertThat(request.headers("Authorization")).containsExactly("Bearer one", "twoX-Injected: yes");
            assertThat(String.join("; ", request.headers("Cookie"))).isEqualTo("a=1; b=2");
            assertThat(request.headers("Expires")).containsExactly("Thu, 01 Jan 2026");
            assertThat(request.headers("X-Evil")).isEmpty();
            assertThat(request.headers("X-Injected")).isEmpty();
            assertThat(request.headers("Content-Length")).containsExactly("200000");
            assertThat(request.headers("Host"))
                    .containsExactly("127.0.0.1:" + server.uri("/").getPort());
        }
    }

    /** D-01. */
    @Test
    void anEmptyFileIsPutWithLengthZero() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        try (RawServer server = answering("201 Created\r\nContent-Length: 0")) {
            PutOutcome outcome = put(server, List.of(), new UploadSource(empty, "empty", 0, "text/plain"));

            assertThat(server.requests().get(0).headers("Content-Length")).containsExactly("0");
            assertThat(((Stored) outcome).digests().sha256Hex()).startsWith("e3b0c442");
        }
    }

    /** D-07. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nContent-Length: 0", "204 No Content"})
    void otherSuccessCodesAreTakenAsStored(String head) throws Exception {
        try (RawServer server = answering(head)) {
            assertThat(put(server, List.of())).isInstanceOf(Stored.class);
        }
    }

    @Test
    void aConflictWithTheSameDigestMeansThatTheFileIsThere() throws Exception {
        String same = Base64.getEncoder().encodeToString(sha("SHA-256"));
        try (RawServer server = answering("409 Conflict\r\nRepr-Digest: sha-256=:" + same + ":\r\nContent-Length: 0")) {
            assertThat(put(server, List.of())).isInstanceOf(Stored.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repr-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\r\n", ""})
    void aConflictWithAnotherDigestOrNoneIsARefusal(String digest) throws Exception {
        try (RawServer server = answering("409 Conflict\r\n" + digest + "Retry-After: 7\r\nContent-Length: 0")) {
            assertThat(put(server, List.of())).isEqualTo(new Refused(409, Duration.ofSeconds(7)));
        }
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsNeitherSuccessNorRefusal() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> {})) {
            assertThatThrownBy(() -> put(server, List.of())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anUploadThatStopsMovingIsEnded() throws Exception {
        try (RawServer server = new RawServer((n, request, out) -> hang());
                Transfers impatient = TestTransfers.with(new ArrayList<>(), Duration.ofMillis(100))) {
            UploadSlot slot = new UploadSlot(server.uri("/u"), server.uri("/f"), List.of());

            assertThatThrownBy(() -> impatient.put(slot, source, silent()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("stopped moving");
        }
    }

    /** C-15. */
    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/u", "ftp://127.0.0.1/u", "file:///etc/passwd"})
    void aSlotThatIsNotHttpsIsNotUsed(String url) throws Exception {
        try (Transfers transfers = TestTransfers.with(new ArrayList<>())) {
            UploadSlot slot = new UploadSlot(URI.create(url), URI.create("https://ok.example/f"), List.of());

            assertThatThrownBy(() -> transfers.put(slot, source, silent())).isInstanceOf(TransferException.class);
        }
    }

    @Test
    void aFileThatBecameShorterIsNotStored() throws Exception {
        UploadSource longer = new UploadSource(source.path(), "a.bin", content.length + 1L, "image/x-test");
        try (RawServer server = answering("201 Created\r\nContent-Length: 0")) {
            assertThatThrownBy(() -> put(server, List.of(), longer)).isInstanceOf(IOException.class);
        }
    }

    private PutOutcome put(RawServer server, List<Header> headers) throws Exception {
        return put(server, headers, source);
    }

    private static PutOutcome put(RawServer server, List<Header> headers, UploadSource file) throws Exception {
        try (Transfers transfers = TestTransfers.with(new ArrayList<>())) {
            UploadSlot slot = new UploadSlot(server.uri("/u/x%20%25/a.bin?t=1"), server.uri("/f"), headers);
            return transfers.put(slot, file, silent());
        }
    }

    private static Progress silent() {
        return Progress.none().start("test", 0);
    }

    private static RawServer answering(String head) throws IOException {
        return new RawServer((n, request, out) -> RawServer.write(out, head));
    }

    private static void hang() {
        try {
            new java.util.concurrent.CountDownLatch(1).await(30, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] sha(String algorithm) throws Exception {
        return MessageDigest.getInstance(algorithm).digest(content);
    }
}
