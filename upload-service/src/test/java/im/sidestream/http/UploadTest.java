package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** XEP-0363 §6 and the requirements H-02, H-03, H-05, X-04, X-09 on uploads, over real sockets and a real catalog. */
final class UploadTest {
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
    void aFileIsReadableAsSoonAsItsUploadIsAnswered() throws Exception {
        byte[] content = random(300_000);
        Slot slot = service.slot("photo.jpg", content.length, "image/jpeg");
        Reply created = put(slot, content);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith("/f/" + slot.id() + "/photo.jpg");
        assertThat(created.header("Repr-Digest"))
                .isEqualTo("sha-256=:" + sha256(content).base64() + ":");
        Reply read = get(slot);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(content);
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(service.row(slot).state()).isEqualTo(UploadState.STORED);
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        Slot slot = service.slot("empty.txt", 0);
        assertThat(put(slot, new byte[0]).status()).isEqualTo(201);
        Reply read = get(slot);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Length")).isEqualTo("0");
    }

    @Test
    void nothingIsVisibleBeforeTheLastByte() throws Exception {
        byte[] content = random(100_000);
        Slot slot = service.slot("a.bin", content.length);
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(slot.put(), content.length).send(java.util.Arrays.copyOf(content, 99_999));
            await().until(() -> service.row(slot).state() == UploadState.RECEIVING);
            assertThat(get(slot).status()).isEqualTo(404);
            upload.send(new byte[] {content[99_999]});
            assertThat(upload.reply().status()).isEqualTo(201);
        }
        assertThat(get(slot).body()).isEqualTo(content);
    }

    @Test
    void aBrokenUploadLeavesNothingAndCanBeTriedAgainAtOnce() throws Exception {
        byte[] content = random(200_000);
        Slot slot = service.slot("a.bin", content.length);
        for (int cut : List.of(0, 1, 70_000, 199_999)) {
            RawHttp upload = new RawHttp(service.port());
            upload.put(slot.put(), content.length).send(java.util.Arrays.copyOf(content, cut));
            await().until(() -> !service.blobs().isEmpty());
            upload.reset();
            await().until(() -> service.blobs().isEmpty());
            assertThat(get(slot).status()).isEqualTo(404);
        }
        await().until(() -> put(slot, content).status() == 201);
        assertThat(get(slot).body()).isEqualTo(content);
        assertThat(service.blobs()).hasSize(1);
    }

    @Test
    void aSecondUploadIsRefusedWhileTheFirstRunsAndToldWhenToComeBack() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        try (RawHttp first = new RawHttp(service.port())) {
            first.put(slot.put(), 10).send("12345");
            await().until(() -> service.row(slot).state() == UploadState.RECEIVING);
            Reply second = put(slot, "abcdefghij".getBytes(StandardCharsets.US_ASCII));
            assertThat(second.status()).isEqualTo(409);
            assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(25, 31);
            first.send("67890");
            assertThat(first.reply().status()).isEqualTo(201);
        }
        assertThat(get(slot).body()).isEqualTo("1234567890".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aCompleteUploadIsNeverOverwrittenAndTheRefusalSaysWhatIsThere() throws Exception {
        byte[] content = random(1000);
        Slot slot = service.slot("a.bin", content.length);
        put(slot, content);
        Reply again = put(slot, random(1000));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.header("Repr-Digest"))
                .isEqualTo("sha-256=:" + sha256(content).base64() + ":");
        assertThat(again.header("Upload-Length")).isEqualTo("1000");
        assertThat(get(slot).body()).isEqualTo(content);
    }

    @Test
    void ofManyUploadsAtOnceExactlyOneWins() throws Exception {
        int writers = 16;
        Slot slot = service.slot("a.bin", 50_000);
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Integer>> uploads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                byte[] content = new byte[50_000];
                java.util.Arrays.fill(content, (byte) i);
                uploads.add(() -> put(slot, content).status());
            }
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : pool.invokeAll(uploads)) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
        } finally {
            pool.shutdownNow();
        }
        byte[] stored = get(slot).body();
        assertThat(stored).hasSize(50_000).containsOnly(stored[0]);
        await().until(() -> service.blobs().size() == 1);
    }

    @Test
    void aWriterThatWasOvertakenCannotCommit() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        try (RawHttp zombie = new RawHttp(service.port())) {
            zombie.put(slot.put(), 10).send("zombi");
            await().until(() -> service.row(slot).state() == UploadState.RECEIVING);
            service.clock.advance(Duration.ofSeconds(31));
            assertThat(put(slot, "0123456789".getBytes(StandardCharsets.US_ASCII))
                            .status())
                    .isEqualTo(201);
            zombie.send("ezomb");
            assertThat(zombie.reply().status()).isEqualTo(409);
        }
        assertThat(get(slot).body()).isEqualTo("0123456789".getBytes(StandardCharsets.US_ASCII));
        await().until(() -> service.blobs().size() == 1);
    }

    @Test
    void aLengthThatIsNotTheSlotsIsRefusedBeforeTheBodyIsRead() throws Exception {
        Slot slot = service.slot("a.bin", 1000);
        assertThat(put(slot, random(1001)).status()).isEqualTo(413);
        assertThat(put(slot, random(999)).status()).isEqualTo(400);
        try (RawHttp chunked = new RawHttp(service.port())) {
            chunked.request("PUT", target(slot), "Transfer-Encoding: chunked").send("1\r\nx\r\n0\r\n\r\n");
            assertThat(chunked.reply().status()).isEqualTo(411);
        }
        assertThat(service.row(slot).state()).isEqualTo(UploadState.ISSUED);
        assertThat(put(slot, random(1000)).status()).isEqualTo(201);
    }

    @Test
    void theTypeMustBeTheSlotsParametersAndCaseAside() throws Exception {
        assertThat(typed("image/png", "Content-Type: image/gif")).isEqualTo(415);
        assertThat(typed("image/png", "Content-Type: nonsense")).isEqualTo(415);
        assertThat(typed("image/png", "Content-Type: IMAGE/PNG; q=1")).isEqualTo(201);
        assertThat(typed("image/png", "Content-Type: application/octet-stream")).isEqualTo(201);
        assertThat(typed("image/png")).isEqualTo(201);
        assertThat(typed(null, "Content-Type: image/gif")).isEqualTo(201);
    }

    private int typed(@Nullable String slotType, String... headers) throws IOException {
        Slot slot = service.slot("a.png", 3, slotType);
        try (RawHttp upload = new RawHttp(service.port())) {
            return upload.put(slot.put(), 3, headers).send("abc").reply().status();
        }
    }

    @Test
    @Requirement({"S-30", "R-20"})
    void aTokenIsNeededAndMustBeTheSlotsOwn() throws Exception {
        Slot slot = service.slot("a.bin", 3);
        Slot other = service.slot("b.bin", 3);
        String path = slot.put().getRawPath();
        String body = "Content-Length: 3";
        try (RawHttp upload = new RawHttp(service.port())) {
            Reply missing = upload.request("PUT", path, body).send("abc").reply();
            assertThat(missing.status()).isEqualTo(401);
            assertThat(missing.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        try (RawHttp upload = new RawHttp(service.port())) {
            String foreign = path + "?" + other.put().getRawQuery();
            assertThat(upload.request("PUT", foreign, body).send("abc").reply().status())
                    .isEqualTo(403);
        }
        String token = slot.put().getRawQuery().substring(2);
        try (RawHttp upload = new RawHttp(service.port())) {
            assertThat(upload.request("PUT", path, body, "Authorization: bearer " + token)
                            .send("abc")
                            .reply()
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    @Requirement("S-27")
    void aSlotMustBeUsedInTimeAndABrokenUploadRetriedInTime() throws Exception {
        Slot late = service.slot("late.bin", 3);
        Slot broken = service.slot("broken.bin", 3);
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(broken.put(), 3).send("a");
            await().until(() -> service.row(broken).state() == UploadState.RECEIVING);
        }
        await().until(() -> service.blobs().isEmpty());
        service.clock.advance(RunningService.SLOT_LIFETIME.plusSeconds(1));
        assertThat(put(late, "abc".getBytes(StandardCharsets.US_ASCII)).status())
                .isEqualTo(410);
        assertThat(put(broken, "abc".getBytes(StandardCharsets.US_ASCII)).status())
                .isEqualTo(201);
    }

    @Test
    @Requirement("R-13")
    void anUploadIsInvitedOnlyIfItWouldBeAccepted() throws Exception {
        Slot slot = service.slot("a.bin", 3);
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(slot.put(), 4, "Expect: 100-continue");
            assertThat(upload.reply().status()).isEqualTo(413);
        }
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(slot.put(), 3, "Expect: 100-continue");
            assertThat(upload.reply().status()).isEqualTo(100);
            assertThat(upload.send("abc").reply().status()).isEqualTo(201);
        }
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(slot.put(), 3, "Expect: 100-continue");
            assertThat(upload.reply().status()).as("what the row alone knows").isEqualTo(409);
        }
    }

    /** RFC 9110 §10.1.1: a client of HTTP/1.0 would take an invitation for its answer; other expectations are unknown. */
    @Test
    @Requirement("R-13")
    void nobodyIsInvitedWhoDidNotAskForIt() throws Exception {
        Slot slot = service.slot("a.bin", 3);
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.put(slot.put(), 3, "Expect: 200-ok");
            assertThat(upload.reply().status()).isEqualTo(417);
        }
        try (RawHttp upload = new RawHttp(service.port())) {
            upload.send("PUT " + target(slot)
                    + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
            assertThat(upload.reply().status()).isEqualTo(201);
        }
    }

    @Test
    @Requirement("R-14")
    void aClientThatSendsTooMuchStillReadsItsRefusal() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        byte[] body = random(3 << 20);
        for (int i = 0; i < 10; i++) {
            assertThat(put(slot, body).status()).isEqualTo(413);
        }
    }

    @Test
    @Requirement("R-15")
    void otherMethodsAreRefusedByName() throws Exception {
        Slot slot = service.slot("a.bin", 3);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply post =
                    client.request("POST", target(slot), "Content-Length: 0").reply();
            assertThat(post.status()).isEqualTo(405);
            assertThat(post.header("Allow")).isEqualTo("PUT, PATCH, HEAD, DELETE, OPTIONS");
        }
    }

    @Test
    @Requirement("G-10")
    void theLogTellsOwnerBytesAndStatusOfEachRequestAndNoSecret() throws Exception {
        byte[] content = random(5000);
        Slot slot = service.slot("a.bin", content.length);
        put(slot, content);
        get(slot);
        await().until(() -> service.outcomes.size() == 2);
        assertThat(service.outcomes).allSatisfy(outcome -> {
            assertThat(outcome.owner()).isEqualTo("alice@example.org");
            assertThat(outcome.bytes()).isEqualTo(5000);
            assertThat(outcome.slotId()).isEqualTo(slot.id().value());
        });
        assertThat(service.outcomes.toString()).doesNotContain("?t=", slot.put().getRawQuery());
    }

    private Reply put(Slot slot, byte[] content) throws IOException {
        try (RawHttp upload = new RawHttp(service.port())) {
            return upload.put(slot.put(), content.length).send(content).reply();
        }
    }

    private Reply get(Slot slot) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get()).reply();
        }
    }

    private static String target(Slot slot) {
        return slot.put().getRawPath() + "?" + slot.put().getRawQuery();
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static Sha256 sha256(byte[] content) throws Exception {
        return Sha256.of(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
