package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9530: what an upload says of its bytes is held against them, and what a download has is said. */
final class DigestTest {
    private static final String OTHER = "sha-256=:" + "A".repeat(43) + "=:";

    @TempDir
    Path directory;

    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** Small ones come together with their headers, larger ones piece by piece, and those above 4 MiB are digested aside. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 200_000, 5 << 20})
    @Requirement("R-11")
    void whatIsNotAsItsDigestSaysIsRefusedAndNothingStays(int size) throws Exception {
        byte[] content = UploadTest.random(size);
        for (String field : new String[] {"Repr-Digest", "Content-Digest"}) {
            Slot slot = service.slot("a.bin", size);
            Reply refused = put(slot, content, field + ": " + OTHER);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(text(refused)).contains("sidestream:transfer:0#digest-mismatch");
            assertThat(get(slot).status()).isEqualTo(404);
            await().until(() -> service.blobs().isEmpty());
            assertThat(put(slot, content, field + ": " + digest(content)).status())
                    .isEqualTo(201);
            assertThat(get(slot).body()).isEqualTo(content);
            delete(slot);
        }
    }

    /** RFC 9651 §3.2: other members are passed over, lines are one list, the last of equal keys counts. */
    @Test
    @Requirement("R-11")
    void theDigestIsFoundAmongOthers() throws Exception {
        byte[] content = UploadTest.random(5);
        Slot slot = service.slot("a.bin", 5);
        assertThat(put(slot, content, "Repr-Digest: sha-512=:AAAA:, " + digest(content) + " , " + OTHER)
                        .status())
                .isEqualTo(400);
        assertThat(put(slot, content, "Repr-Digest: sha-512=:AAAA:", "Repr-Digest: " + OTHER)
                        .status())
                .isEqualTo(400);
        assertThat(put(slot, content, "Repr-Digest: md5=:AAAA:, unixsum=1", "Repr-Digest: " + digest(content))
                        .status())
                .isEqualTo(201);
    }

    @Test
    @Requirement("R-11")
    void anUnknownAlgorithmIsPassedOver() throws Exception {
        Slot slot = service.slot("a.bin", 5);
        assertThat(put(slot, UploadTest.random(5), "Content-Digest: sha-512=:AAAA:")
                        .status())
                .isEqualTo(201);
    }

    /** Nothing is spent on an upload that cannot succeed: the answer comes without a byte of it. */
    @Test
    @Requirement({"R-11", "R-12"})
    void whatCannotFitIsRefusedBeforeTheBody() throws Exception {
        Slot slot = service.slot("a.bin", 100_000);
        String right = digest(UploadTest.random(5));
        for (String[] headers : new String[][] {
            {"Repr-Digest: sha-256=:AAAA:"},
            {"Repr-Digest: sha-256=:A:"},
            {"Repr-Digest: " + right, "Content-Digest: " + OTHER},
            {"Content-Range: bytes 0-9/100000"}
        }) {
            assertThat(announced(slot, headers)).as(headers[0]).isEqualTo(400);
        }
        assertThat(announced(slot, "Content-Encoding: gzip")).isEqualTo(415);
        assertThat(service.row(slot).state()).isEqualTo(UploadState.ISSUED);
    }

    private int announced(Slot slot, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Expect: 100-continue";
        try (RawHttp upload = new RawHttp(service.port())) {
            return upload.put(slot.put(), 100_000, all).reply().status();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | | true | false",
                "GET | Want-Repr-Digest: sha-256=1 | true | false",
                "GET | Want-Repr-Digest: sha-512=3, sha-256=10 | true | false",
                "GET | Want-Repr-Digest: sha-512=3, sha-256=0 | false | false",
                "GET | Want-Repr-Digest: sha-512=3 | true | false",
                "GET | Want-Content-Digest: sha-256=1 | true | true",
                "GET | Want-Content-Digest: sha-256=0 | true | false",
                "HEAD | Want-Content-Digest: sha-256=1 | true | false",
                "HEAD | Want-Repr-Digest: sha-256=0 | false | false"
            })
    @Requirement("R-10")
    void aDownloadSaysItsDigestsAsTheyAreWanted(String method, String wish, boolean whole, boolean content)
            throws Exception {
        byte[] bytes = UploadTest.random(300);
        Slot slot = service.slot("a.bin", bytes.length);
        put(slot, bytes);
        String[] headers = wish == null ? new String[0] : new String[] {wish};
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply =
                    client.request(method, slot.get().getRawPath(), headers).reply(method.equals("GET"));
            assertThat(reply.header("Repr-Digest")).isEqualTo(whole ? digest(bytes) : "");
            assertThat(reply.header("Content-Digest")).isEqualTo(content ? digest(bytes) : "");
        }
    }

    /** A part's own digest is not known, and the whole's is not the part's. */
    @Test
    @Requirement("R-10")
    void aPartHasTheDigestOfTheWholeAndNoneOfItsContent() throws Exception {
        byte[] bytes = UploadTest.random(300);
        Slot slot = service.slot("a.bin", bytes.length);
        put(slot, bytes);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply part = client.get(slot.get(), "Range: bytes=0-9", "Want-Content-Digest: sha-256=1")
                    .reply();
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("Repr-Digest")).isEqualTo(digest(bytes));
            assertThat(part.header("Content-Digest")).isEmpty();
        }
    }

    private Reply put(Slot slot, byte[] content, String... headers) throws IOException {
        try (RawHttp upload = new RawHttp(service.port())) {
            return upload.put(slot.put(), content.length, headers).send(content).reply();
        }
    }

    private Reply get(Slot slot) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get()).reply();
        }
    }

    private void delete(Slot slot) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("DELETE", slot.get().getRawPath(), "Authorization: Bearer " + slot.deleteToken())
                            .reply()
                            .status())
                    .isEqualTo(204);
        }
    }

    private static String digest(byte[] content) throws Exception {
        return "sha-256=:" + UploadTest.sha256(content).base64() + ":";
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
