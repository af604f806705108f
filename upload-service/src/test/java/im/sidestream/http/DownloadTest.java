package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.blob.BlobKey;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §13 and §14, and the requirements H-06 to H-08, I-01 to I-06, P-08 and X-05 on downloads. */
final class DownloadTest {
    private static final byte[] CONTENT = UploadTest.random(10_000);

    @TempDir
    Path directory;

    private RunningService service;
    private Slot slot;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        slot = stored("notes.txt", CONTENT, "text/plain");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 206, 0, 1",
        "bytes=0-9999, 206, 0, 10000",
        "bytes=100-199, 206, 100, 100",
        "bytes=9990-, 206, 9990, 10",
        "bytes=9990-99999999999999999999999, 206, 9990, 10",
        "bytes=-5, 206, 9995, 5",
        "bytes=-20000, 206, 0, 10000",
        "Bytes=5-5, 206, 5, 1",
        "bytes=10000-, 416, 0, 0",
        "bytes=-0, 416, 0, 0",
        "bytes=9-5, 200, 0, 10000",
        "bytes=a-b, 200, 0, 10000",
        "bytes=-, 200, 0, 10000",
        "lines=1-2, 200, 0, 10000"
    })
    @Requirement("R-05")
    void oneRangeIsServedAsAsked(String range, int status, int start, int length) throws Exception {
        Reply reply = get("Range: " + range);
        assertThat(reply.status()).isEqualTo(status);
        if (status == 416) {
            assertThat(reply.header("Content-Range")).isEqualTo("bytes */10000");
            return;
        }
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(CONTENT, start, start + length));
        String expected = status == 206 ? "bytes " + start + "-" + (start + length - 1) + "/10000" : "";
        assertThat(reply.header("Content-Range")).isEqualTo(expected);
    }

    @Test
    @Requirement("R-06")
    void severalRangesAreAnsweredByTheWholeFile() throws Exception {
        assertThat(get("Range: bytes=0-1,5-6").status()).isEqualTo(200);
    }

    @Test
    @Requirement("R-05")
    void rangesBeyondFourGibibytesAreExact() throws Exception {
        long size = (5L << 30) + 7;
        Slot large = service.slot("large.bin", size);
        Upload row = commitSparse(large, size);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply tail =
                    client.get(large.get(), "Range: bytes=" + (size - 4) + "-").reply();
            assertThat(tail.status()).isEqualTo(206);
            assertThat(tail.body()).isEqualTo("tail".getBytes(StandardCharsets.US_ASCII));
            assertThat(tail.header("Content-Range")).isEqualTo("bytes " + (size - 4) + "-" + (size - 1) + "/" + size);
            Reply head = client.request("HEAD", large.get().getRawPath()).reply(false);
            assertThat(head.header("Content-Length")).isEqualTo(Long.toString(size));
        }
        assertThat(row.request().size()).isEqualTo(size);
    }

    /** A file that takes no room: only its last bytes are written. */
    private Upload commitSparse(Slot large, long size) throws IOException {
        var claim = service.catalog
                .claim(large.id(), new im.sidestream.slot.ClaimTerms("sparse", Duration.ofMinutes(1), Duration.ZERO))
                .join();
        BlobKey key = BlobKey.of("sparse", large.id().value(), claim.attempt());
        Path file = directory.resolve("blobs").resolve(key.toString());
        java.nio.file.Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(size - 4);
            sparse.write("tail".getBytes(StandardCharsets.US_ASCII));
        }
        return service.catalog
                .commit(claim, new im.sidestream.slot.Sha256("00".repeat(32)))
                .join();
    }

    @Test
    @Requirement("R-01")
    void conditionsFollowTheRfcsOrder() throws Exception {
        String etag = get().header("ETag");
        String modified = get().header("Last-Modified");
        assertThat(get("If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(get("If-None-Match: \"x\", W/" + etag).status()).isEqualTo(304);
        assertThat(get("If-None-Match: *").status()).isEqualTo(304);
        assertThat(get("If-None-Match: \"x\"").status()).isEqualTo(200);
        assertThat(get("If-None-Match: \"x\"", "If-Modified-Since: " + modified).status())
                .isEqualTo(200);
        assertThat(get("If-Modified-Since: " + modified).status()).isEqualTo(304);
        assertThat(get("If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT").status())
                .isEqualTo(200);
        assertThat(get("If-Modified-Since: rubbish").status()).isEqualTo(200);
        assertThat(get("If-Match: \"x\"").status()).isEqualTo(412);
        assertThat(get("If-Match: " + etag).status()).isEqualTo(200);
        assertThat(get("If-Match: W/" + etag).status()).isEqualTo(412);
        assertThat(get("If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT").status())
                .isEqualTo(412);
    }

    @Test
    @Requirement("R-04")
    void aRangeOfAnotherVersionIsNotServed() throws Exception {
        String etag = get().header("ETag");
        String modified = get().header("Last-Modified");
        assertThat(get("Range: bytes=1-2", "If-Range: " + etag).status()).isEqualTo(206);
        assertThat(get("Range: bytes=1-2", "If-Range: " + modified).status()).isEqualTo(206);
        assertThat(get("Range: bytes=1-2", "If-Range: \"x\"").status()).isEqualTo(200);
        assertThat(get("Range: bytes=1-2", "If-Range: W/" + etag).status()).isEqualTo(200);
    }

    @Test
    @Requirement("R-07")
    void aHeadTellsWhatAGetWouldSendAndIgnoresRanges() throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply head = client.request("HEAD", slot.get().getRawPath(), "Range: bytes=1-2")
                    .reply(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("10000");
            assertThat(head.header("Content-Type")).isEqualTo("text/plain");
            assertThat(head.header("Content-Encoding")).isEmpty();
            assertThat(client.get(slot.get()).reply().body()).isEqualTo(CONTENT);
        }
    }

    @Test
    @Requirement({"G-01", "R-16"})
    void everyAnswerIsHarmlessInABrowserAndReadableByAnyOrigin() throws Exception {
        String unknown = slot.get().getRawPath().replace(slot.id().value(), "A".repeat(27));
        try (RawHttp client = new RawHttp(service.port())) {
            for (Reply reply : java.util.List.of(
                    client.get(slot.get()).reply(),
                    client.get(slot.get(), "Range: bytes=1-2").reply(),
                    client.get(slot.get(), "If-None-Match: *").reply(),
                    client.get(slot.get(), "Range: bytes=99999-").reply(),
                    client.request("GET", unknown).reply(),
                    client.request("GET", "/").reply())) {
                assertThat(reply.header("Content-Security-Policy"))
                        .contains("default-src 'none'", "frame-ancestors 'none'", "sandbox");
                assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
                assertThat(reply.header("Server")).isEmpty();
            }
        }
    }

    @Test
    @Requirement({"R-15", "R-16"})
    void aPreflightAllowsWhatWebClientsSend() throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.request(
                            "OPTIONS",
                            slot.put().getRawPath(),
                            "Origin: https://web.example",
                            "Access-Control-Request-Method: PUT")
                    .reply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("Access-Control-Allow-Methods")).contains("PUT", "GET", "HEAD");
            assertThat(reply.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
            assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(reply.header("Allow")).isEqualTo("PUT, PATCH, HEAD, DELETE, OPTIONS");
            assertThat(client.request("OPTIONS", slot.get().getRawPath())
                            .reply()
                            .header("Allow"))
                    .isEqualTo("GET, HEAD, DELETE, OPTIONS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, inline",
        "video/mp4, inline",
        "audio/ogg, inline",
        "text/plain, inline",
        "image/svg+xml, attachment",
        "text/html, attachment",
        "application/xhtml+xml, attachment",
        "text/xml, attachment",
        "application/pdf, attachment",
        "application/octet-stream, attachment"
    })
    @Requirement("G-01")
    void onlyWhatCannotRunIsShownInPlace(String type, String disposition) throws Exception {
        Slot file = stored("a.png", CONTENT, type);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.get(file.get()).reply();
            assertThat(reply.header("Content-Disposition")).startsWith(disposition + ";");
            assertThat(reply.header("Content-Type")).isEqualTo(type);
        }
    }

    /** the sender's word for a type is kept, and nobody looks for another one in the bytes. */
    @Test
    @Requirement("G-02")
    void htmlUnderTheNameOfAnImageStaysWhatItWasCalled() throws Exception {
        byte[] html = "<!DOCTYPE html><script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
        try (RawHttp client = new RawHttp(service.port())) {
            Reply picture = client.get(stored("a.png", html, "image/png").get()).reply();
            assertThat(picture.header("Content-Type")).isEqualTo("image/png");
            assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
            Reply untyped = client.get(stored("a.png", html, null).get()).reply();
            assertThat(untyped.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(untyped.header("Content-Disposition")).startsWith("attachment;");
            Reply page = client.get(
                            stored("a.png", html, "Text/HTML; charset=utf-7").get())
                    .reply();
            assertThat(page.header("Content-Disposition")).startsWith("attachment;");
            assertThat(page.header("Content-Security-Policy")).contains("sandbox");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "très cool.txt",
                "日本.txt",
                "a b+c%2F.txt",
                "100%.txt",
                "🙂 party 🎉.png",
                "שלום-עולם.pdf",
                "back\\slash.txt",
                "../../etc/passwd",
                "quote\"semi;colon.txt",
                "..",
                "a?b#c&d.txt"
            })
    @Requirement({"S-16", "R-18"})
    void namesOfEveryKindComeBackIntact(String name) throws Exception {
        Slot named = stored(name, CONTENT, null);
        String path = named.get().getRawPath();
        assertThat(path).matches("/f/[\\w-]{27}/[A-Za-z0-9._~%-]+");
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.get(named.get()).reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(CONTENT);
            String encoded = reply.header("Content-Disposition").split("filename\\*=UTF-8''", 2)[1];
            assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(name);
        }
    }

    /** RFC 9110 §5.5: what ends a line in a name ends no line of the headers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt\r\nSet-Cookie: id=1",
                "a\"\r\n\r\n<script>alert(1)</script>.html",
                "a\nSet-Cookie: id=1\u0000\u0085\u2028.txt"
            })
    void aNameAddsNoHeader(String name) throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.get(stored(name, CONTENT, null).get()).reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(CONTENT);
            assertThat(reply.header("Set-Cookie")).isEmpty();
            assertThat(reply.header("Content-Disposition")).matches("[\\x20-\\x7e]+");
        }
    }

    @Test
    @Requirement("R-18")
    void aNameOfAThousandBytesComesBackIntactInAShortLink() throws Exception {
        String name = "й".repeat(500) + ".tar.gz";
        Slot named = stored(name, CONTENT, null);
        String segment = named.get().getRawPath().substring(31);
        assertThat(segment).hasSizeLessThanOrEqualTo(200).endsWith(".gz");
        try (RawHttp client = new RawHttp(service.port())) {
            String disposition = client.get(named.get()).reply().header("Content-Disposition");
            assertThat(URLDecoder.decode(disposition.split("''", 2)[1], StandardCharsets.UTF_8))
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/other.exe", "/%2e%2e%2f", "/a/b/c", "/%25%5C"})
    void theIdAloneDecides(String tail) throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("GET", "/f/" + slot.id() + tail).reply().status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/f/",
                "/f/short/a",
                "/f/AAAAAAAAAAAAAAAAAAAAAAAAAAA/a",
                "/g/x",
                "/f/../etc/passwd",
                "/favicon.ico"
            })
    @Requirement({"G-09", "R-09"})
    void whatNeverWasIsNotFoundAndNotCached(String path) throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.request("GET", path).reply();
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"There is no such file.\"");
        }
    }

    @Test
    @Requirement({"P-08", "R-09"})
    void anExpiredFileIsGoneForEveryRequestAndCachesKnowItsEnd() throws Exception {
        String etag = get().header("ETag");
        service.clock.advance(RunningService.RETENTION.minusSeconds(100));
        assertThat(get().header("Cache-Control")).isEqualTo("public, max-age=100, immutable");
        service.clock.advance(Duration.ofSeconds(99));
        assertThat(get().status()).isEqualTo(200);
        service.clock.advance(Duration.ofSeconds(1));
        assertThat(get().status()).isEqualTo(410);
        assertThat(get("If-None-Match: " + etag).status()).isEqualTo(410);
        assertThat(get("Range: bytes=1-2").status()).isEqualTo(410);
    }

    @Test
    @Requirement("P-08")
    void aFileThatExpiresWhileItIsSentIsCutOff() throws Exception {
        assertCutOff(large -> service.clock.advance(RunningService.RETENTION));
    }

    /** House plan §4.16: "deleted" is true when it is said, for downloads that run too. */
    @Test
    @Requirement("R-19")
    void aFileThatIsDeletedWhileItIsSentIsCutOff() throws Exception {
        assertCutOff(large -> assertThat(delete(large, large.deleteToken())).isEqualTo(204));
    }

    private void assertCutOff(Happening happening) throws Exception {
        int size = 32 << 20;
        Slot large = stored("large.bin", new byte[size], null);
        try (RawHttp client = RawHttp.slow(service.port())) {
            client.get(large.get());
            assertThat(client.reply(false).status()).isEqualTo(200);
            happening.to(large);
            assertThat(client.drain()).isLessThan(size);
        }
    }

    /** What may become of a file. */
    private interface Happening {
        void to(Slot slot) throws IOException;
    }

    @Test
    void aLargeFileArrivesByteForByteAtAReaderWhoLetsTheConnectionFillUp() throws Exception {
        byte[] content = UploadTest.random(24 << 20);
        Slot large = stored("large.bin", content, null);
        try (RawHttp client = new RawHttp(service.port())) {
            client.get(large.get());
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            assertThat(Arrays.equals(client.reply().body(), content)).isTrue();
            client.get(large.get(), "Range: bytes=1234567-20000000");
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            assertThat(Arrays.equals(client.reply().body(), Arrays.copyOfRange(content, 1_234_567, 20_000_001)))
                    .isTrue();
        }
    }

    @Test
    @Requirement("R-19")
    void theHolderOfTheDeleteTokenTakesTheFileFromEveryone() throws Exception {
        assertThat(delete("wrong")).isEqualTo(403);
        assertThat(get().status()).isEqualTo(200);
        assertThat(delete(slot.deleteToken())).isEqualTo(204);
        assertThat(get().status()).isEqualTo(410);
        assertThat(service.blobs()).isEmpty();
        assertThat(delete(slot.deleteToken())).isEqualTo(410);
    }

    private int delete(String token) throws IOException {
        return delete(slot, token);
    }

    private int delete(Slot which, String token) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request("DELETE", which.get().getRawPath(), "Authorization: Bearer " + token)
                    .reply()
                    .status();
        }
    }

    private Reply get(String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get(), headers).reply();
        }
    }

    /** P-08: not by GET, HEAD, a range or a condition, and never longer in a cache. */
    @Test
    @Requirement("R-09")
    void anEphemeralFileIsUnreachableFromTheMomentThatItsRequestNamed() throws Exception {
        slot = filled(
                service.ephemeral(
                        "secret.txt", CONTENT.length, service.clock.instant().plusSeconds(100)),
                CONTENT);
        String etag = get().header("ETag");
        service.clock.advance(Duration.ofMillis(30_500));
        assertThat(get().header("Cache-Control")).isEqualTo("private, max-age=69, must-revalidate");
        assertThat(get("Range: bytes=1-2").header("Cache-Control")).isEqualTo("private, max-age=69, must-revalidate");
        assertThat(get("If-None-Match: " + etag).header("Cache-Control"))
                .isEqualTo("private, max-age=69, must-revalidate");
        service.clock.advance(Duration.ofMillis(69_499));
        assertThat(get().status()).isEqualTo(200);

        service.clock.advance(Duration.ofMillis(1));

        assertThat(get().status()).isEqualTo(410);
        assertThat(get("Range: bytes=1-2").status()).isEqualTo(410);
        assertThat(get("If-None-Match: " + etag).status()).isEqualTo(410);
        assertThat(get("If-None-Match: *").status()).isEqualTo(410);
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("HEAD", slot.get().getRawPath())
                            .reply(false)
                            .status())
                    .isEqualTo(410);
        }
    }

    private Slot stored(String name, byte[] content, @Nullable String type) throws IOException {
        return filled(service.slot(name, content.length, type), content);
    }

    private Slot filled(Slot fresh, byte[] content) throws IOException {
        try (RawHttp upload = new RawHttp(service.port())) {
            assertThat(upload.put(fresh.put(), content.length)
                            .send(content)
                            .reply()
                            .status())
                    .isEqualTo(201);
        }
        return fresh;
    }
}
