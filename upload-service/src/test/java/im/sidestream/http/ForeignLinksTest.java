package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other servers' links over real sockets and a real catalog: they behave as our own do (XEP-0363 §6, RFC 9110). */
final class ForeignLinksTest {
    private static final String NAME = "0-1/caf%C3%A9%20%F0%9F%8E%89.png";
    private static final String DECODED = "0-1/caf\u00e9 \uD83C\uDF89.png";

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

    @Test
    void aFileIsReadUnderTheLinkThatItWasWrittenTo() throws Exception {
        for (int size : new int[] {0, 5000, 300_000}) {
            byte[] content = UploadTest.random(size);
            String path = RunningService.HMAC_BASE + size + "/" + NAME;
            String query = "?v=" + hmac(size + "/" + DECODED + " " + size);

            assertThat(send("GET", path, new byte[0]).status()).isEqualTo(404);
            Reply created = put(path + query, content, "Content-Type: image/png");

            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("Location")).isEqualTo(path);
            assertThat(created.header("Repr-Digest"))
                    .isEqualTo("sha-256=:" + UploadTest.sha256(content).base64() + ":");
            Reply read = send("GET", path, new byte[0]);
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.body()).isEqualTo(content);
            assertThat(read.header("Content-Type")).isEqualTo("image/png");
            assertThat(read.header("Content-Security-Policy")).isNotEmpty();
            assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
        }
    }

    @Test
    void rangesConditionsAndHeadAreThoseOfOurOwnLinks() throws Exception {
        byte[] content = UploadTest.random(5000);
        String path = RunningService.HMAC_BASE + NAME;
        String etag = put(path + "?v=" + hmac(DECODED + " 5000"), content).header("ETag");

        Reply part = send("GET", path, new byte[0], "Range: bytes=10-19");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        assertThat(send("GET", path, new byte[0], "If-None-Match: " + etag).status())
                .isEqualTo(304);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply head = client.request("HEAD", path).reply(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("5000");
        }
        Reply options = send("OPTIONS", path, new byte[0]);
        assertThat(options.header("Allow")).isEqualTo("GET, HEAD, PUT, OPTIONS");
        assertThat(send("DELETE", path, new byte[0]).status()).isEqualTo(405);
        assertThat(send("POST", path, new byte[0]).status()).isEqualTo(405);
    }

    /** No row, no byte: the token comes first. */
    @Test
    void whatIsNotSignedLeavesNoTrace() throws Exception {
        String path = RunningService.HMAC_BASE + NAME;
        byte[] content = UploadTest.random(100);

        assertThat(put(path, content).status()).isEqualTo(403);
        assertThat(put(path + "?v=" + hmac(DECODED + " 101"), content).status()).isEqualTo(403);
        assertThat(put(path + "?v=" + hmac(DECODED + " 99"), content).status()).isEqualTo(403);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply chunked = client.request("PUT", path + "?v=" + hmac(DECODED + " 100"), "Transfer-Encoding: chunked")
                    .reply();
            assertThat(chunked.status()).isEqualTo(411);
        }
        assertThat(put(path + "?v=" + hmac(DECODED + " 100"), content, "If-Match: *")
                        .status())
                .isEqualTo(412);
        assertThat(row("hmac" + RunningService.HMAC_BASE + DECODED)).isEmpty();
        assertThat(service.blobs()).isEmpty();
        assertThat(put(path + "?v=" + hmac(DECODED + " 100"), content).status()).isEqualTo(201);
    }

    @Test
    void aSecondPutIsToldWhatIsThere() throws Exception {
        byte[] content = UploadTest.random(100);
        String target = RunningService.HMAC_BASE + NAME + "?v=" + hmac(DECODED + " 100");
        String digest = put(target, content).header("Repr-Digest");

        Reply again = put(target, UploadTest.random(100));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.header("Repr-Digest")).isEqualTo(digest);
        assertThat(send("GET", RunningService.HMAC_BASE + NAME, new byte[0]).body())
                .isEqualTo(content);
    }

    @Test
    void ofManyPutsAtOnceOneWins() throws Exception {
        byte[] content = UploadTest.random(200_000);
        String target = RunningService.HMAC_BASE + NAME + "?v=" + hmac(DECODED + " 200000");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> puts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                puts.add(() -> put(target, content).status());
            }
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(puts)) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnlyOnce(201).containsOnly(201, 409);
        } finally {
            threads.shutdownNow();
        }
        assertThat(service.catalog.used("north.example", "north.example").join())
                .isEqualTo(200_000);
    }

    /** The token has no end: what broke off and was given up begins anew, under a new row. */
    @Test
    void aPutThatBrokeOffMayComeAgainAfterItsTime() throws Exception {
        byte[] content = UploadTest.random(200_000);
        String target = RunningService.HMAC_BASE + NAME + "?v=" + hmac(DECODED + " 200000");
        try (RawHttp cut = new RawHttp(service.port())) {
            cut.put(URI.create(target), content.length).send(Arrays.copyOf(content, 1000));
            await().until(() -> row("hmac" + RunningService.HMAC_BASE + DECODED)
                    .filter(row -> row.state() == UploadState.RECEIVING)
                    .isPresent());
        }
        service.clock.advance(Duration.ofHours(1));

        assertThat(put(target, content).status()).isEqualTo(201);
    }

    @Test
    void theTypeIsSignedAndFilesAreDeletedByTheirServer() throws Exception {
        byte[] content = UploadTest.random(100);
        String path = RunningService.TYPED_BASE + NAME;
        String target = path + "?token=" + hmac(DECODED + "\0" + 100 + "\0image/png");

        assertThat(put(target, content, "Content-Type: image/gif").status()).isEqualTo(403);
        assertThat(put(target, content, "Content-Type: image/png").status()).isEqualTo(201);
        assertThat(send("DELETE", target, new byte[0]).status()).isEqualTo(403);
        String delete = path + "?token=" + hmac(DECODED + "\0gone");
        assertThat(send("DELETE", delete, new byte[0]).status()).isEqualTo(204);
        assertThat(send("GET", path, new byte[0]).status()).isEqualTo(410);
        assertThat(put(target, content, "Content-Type: image/png").status()).isEqualTo(410);
        assertThat(send("DELETE", RunningService.TYPED_BASE + "0-2/a?token=" + hmac("0-2/a\0gone"), new byte[0])
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aWebTokenMakesARowOfItsAccountThatEndsWithItsFile() throws Exception {
        byte[] content = UploadTest.random(100);
        String path = RunningService.JWT_BASE + NAME;
        long now = service.clock.instant().getEpochSecond();
        String bearer = "Authorization: Bearer " + jwt(now, 100);

        Reply missing = put(path, content);
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(put(path, content, bearer + "x").status()).isEqualTo(403);
        assertThat(put(path, UploadTest.random(101), bearer).status()).isEqualTo(413);
        assertThat(put(path, content, bearer).status()).isEqualTo(201);

        Upload row = row("jwt" + RunningService.JWT_BASE + DECODED).orElseThrow();
        assertThat(row.request().owner()).isEqualTo("alice@north.example");
        assertThat(row.request().service()).isEqualTo("north.example");
        assertThat(Optional.ofNullable(row.stored()).map(Stored::size)).contains(100L);
        service.clock.advance(Duration.ofSeconds(601));
        assertThat(put(path, content, bearer).status()).isEqualTo(410);
        assertThat(send("GET", path, new byte[0]).body()).isEqualTo(content);
        service.clock.advance(Duration.ofHours(1));
        assertThat(send("GET", path, new byte[0]).status()).isEqualTo(410);
    }

    private static String jwt(long now, int size) throws GeneralSecurityException {
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + base64("{\"slot\":\"0-1\",\"filename\":\"caf\u00e9 \uD83C\uDF89.png\",\"filesize\":" + size
                        + ",\"filetype\":\"image/png\",\"sub\":\"alice@north.example\",\"iat\":" + now + ",\"exp\":"
                        + (now + 600) + ",\"expires\":" + (now + 3600) + "}");
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(signed));
    }

    private Optional<Upload> row(String id) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 20));
        return service.catalog.find(new SlotId(text)).join();
    }

    private Reply put(String target, byte[] content, String... headers) throws IOException {
        return send("PUT", target, content, headers);
    }

    private Reply send(String method, String target, byte[] content, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (method.equals("PUT")) {
            all.add("Content-Length: " + content.length);
        }
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, target, all.toArray(String[]::new))
                    .send(content)
                    .reply();
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String message) throws GeneralSecurityException {
        return HexFormat.of().formatHex(mac(message));
    }

    private static byte[] mac(String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RunningService.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    }
}
