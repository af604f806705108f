package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.ResumableUploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** tus 1.0.0 on a slot's own URL, over real sockets and a real catalog: core, checksum, expiration, termination. */
final class ResumeTusTest extends ResumeFixture {
    /** tus 1.0.0 "HEAD". */
    @Test
    void aSlotTellsItsOffsetBeforeAnythingCame() throws Exception {
        Slot slot = service.slot("a.bin", 10);

        Reply head = head(slot);

        assertThat(head.status()).isEqualTo(204);
        assertThat(head.header("Upload-Offset")).isEqualTo("0");
        assertThat(head.header("Upload-Length")).isEqualTo("10");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(head.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(head.header("Upload-Expires")).endsWith(" GMT");
        assertThat(service.row(slot).state()).isEqualTo(UploadState.ISSUED);
    }

    /** tus 1.0.0 "PATCH": 204 and the new offset. */
    @Test
    void partsThatFollowEachOtherMakeTheFile() throws Exception {
        byte[] content = random(300_000);
        Slot slot = service.slot("photo.jpg", content.length, "image/jpeg");
        int[] ends = {1, 100_000, 299_999, 300_000};
        int from = 0;
        for (int end : ends) {
            Reply reply = patch(slot, from, part(content, from, end));
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("Upload-Offset")).isEqualTo(Integer.toString(end));
            assertThat(reply.header("Tus-Resumable")).isEqualTo("1.0.0");
            assertThat(reply.header("Upload-Expires").isEmpty()).isEqualTo(end == content.length);
            assertThat(offset(slot)).isEqualTo(end);
            from = end;
        }

        Reply read = get(slot);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(content);
        assertThat(read.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(read.header("Repr-Digest"))
                .isEqualTo("sha-256=:" + sha256(content).base64() + ":");
        assertThat(head(slot).header("Upload-Complete")).isEqualTo("?1");
    }

    @Test
    void aFileOfPiecesIsServedInRangesAndLeavesNothingWhenItIsDeleted() throws Exception {
        byte[] content = random(20 << 20);
        Slot slot = service.slot("film.bin", content.length);
        int cut = 5_000_001;
        patch(slot, 0, part(content, 0, cut));
        assertThat(patch(slot, cut, part(content, cut, content.length)).status())
                .isEqualTo(204);

        assertThat(service.blobs()).hasSize(3);
        assertThat(get(slot).body()).isEqualTo(content);
        Reply across = get(slot, "Range: bytes=" + (cut - 10) + "-" + (cut + 200_000));
        assertThat(across.status()).isEqualTo(206);
        assertThat(across.body()).isEqualTo(part(content, cut - 10, cut + 200_001));
        assertThat(get(slot, "Range: bytes=-1").body()).isEqualTo(part(content, content.length - 1, content.length));
        try (RawHttp client = client()) {
            String delete = slot.get().getRawPath() + "?t=" + slot.deleteToken();
            assertThat(client.request("DELETE", delete).reply(false).status()).isEqualTo(204);
        }
        assertThat(get(slot).status()).isEqualTo(410);
        assertThat(service.blobs()).isEmpty();
        assertThat(head(slot).status()).isEqualTo(410);
    }

    /** tus 1.0.0 "PATCH": 409 without modifying the upload. */
    @Test
    void aPartThatBeginsElsewhereIsRefusedWithTheRightOffset() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        patch(slot, 0, "1234".getBytes(StandardCharsets.US_ASCII));
        for (long wrong : List.of(0L, 3L, 5L, 10L, 11L)) {
            Reply reply = patch(slot, wrong, new byte[0]);
            assertThat(reply.status()).as("offset %s", wrong).isEqualTo(409);
            assertThat(reply.header("Upload-Offset")).isEqualTo("4");
        }
        patch(slot, 4, "567890".getBytes(StandardCharsets.US_ASCII));
        assertThat(get(slot).body()).isEqualTo("1234567890".getBytes(StandardCharsets.US_ASCII));
    }

    /** tus 1.0.0 "Checksum": 460 and 400, and the part discarded. */
    @Test
    void aPartThatIsNotWhatItsChecksumSaysIsDiscarded() throws Exception {
        byte[] content = random(10_000);
        Slot slot = service.slot("a.bin", content.length);
        patch(slot, 0, part(content, 0, 1000));
        for (List<String> algorithm :
                List.of(List.of("sha1", "SHA-1"), List.of("sha256", "SHA-256"), List.of("sha512", "SHA-512"))) {
            String wrong = algorithm.get(0) + " " + base64(algorithm.get(1), new byte[1]);
            Reply reply = patch(slot, 1000, part(content, 1000, 10_000), "Upload-Checksum: " + wrong);
            assertThat(reply.status()).isEqualTo(460);
            assertThat(offset(slot)).isEqualTo(1000);
        }
        assertThat(patch(slot, 1000, new byte[1], "Upload-Checksum: crc32 AAAA").status())
                .isEqualTo(400);
        assertThat(patch(slot, 1000, new byte[1], "Upload-Checksum: sha1 ?").status())
                .isEqualTo(400);
        assertThat(service.blobs()).hasSize(1);

        byte[] rest = part(content, 1000, 10_000);
        Reply right = patch(slot, 1000, rest, "Upload-Checksum: sha1 " + base64("SHA-1", rest));
        assertThat(right.status()).isEqualTo(204);
        assertThat(get(slot).body()).isEqualTo(content);
    }

    @Test
    void aPartWithAChecksumThatBreaksOffIsDiscarded() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        RawHttp client = client();
        client.patch(slot.put(), 0, 10, "Upload-Checksum: sha1 " + base64("SHA-1", new byte[10]))
                .send("12345");
        await().until(() -> !service.blobs().isEmpty());
        client.reset();
        assertThat(offset(slot)).isZero();
        assertThat(service.blobs()).isEmpty();
    }

    private static String base64(String algorithm, byte[] bytes) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    @Test
    void moreBytesThanTheSlotHasAreRefused() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        assertThat(patch(slot, 0, new byte[11]).status()).isEqualTo(413);
        patch(slot, 0, new byte[4]);
        assertThat(patch(slot, 4, new byte[7]).status()).isEqualTo(413);
        try (RawHttp client = client()) {
            client.request(
                            "PATCH",
                            target(slot.put()),
                            "Tus-Resumable: 1.0.0",
                            "Content-Type: application/offset+octet-stream",
                            "Upload-Offset: 4",
                            "Transfer-Encoding: chunked")
                    .send("7\r\n1234567\r\n0\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(413);
        }
        assertThat(offset(slot)).isEqualTo(4);
        assertThat(patch(slot, 4, new byte[6]).status()).isEqualTo(204);
    }

    /** Node's client sends what it has in memory without a length. */
    @Test
    void aPartNeedNotSayHowLongItIs() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        try (RawHttp client = client()) {
            client.request(
                            "PATCH",
                            target(slot.put()),
                            "Tus-Resumable: 1.0.0",
                            "Content-Type: application/offset+octet-stream",
                            "Upload-Offset: 0",
                            "Transfer-Encoding: chunked")
                    .send("a\r\n1234567890\r\n0\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(204);
        }
        assertThat(get(slot).body()).isEqualTo("1234567890".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsNoPartOfAnUploadIsRefusedBeforeItsBodyIsRead() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        String target = target(slot.put());
        String media = "Content-Type: application/offset+octet-stream";
        assertThat(refused(target, "Tus-Resumable: 1.0.0", "Content-Type: text/plain", "Upload-Offset: 0")
                        .status())
                .isEqualTo(415);
        assertThat(refused(target, "Tus-Resumable: 1.0.0", "Upload-Offset: 0").status())
                .isEqualTo(415);
        for (String offset : List.of("", "Upload-Offset: -1", "Upload-Offset: 1a", "Upload-Offset: 1.0")) {
            assertThat(refused(target, "Tus-Resumable: 1.0.0", media, offset.isEmpty() ? "X: y" : offset)
                            .status())
                    .isEqualTo(400);
        }
        Reply version = refused(target, "Tus-Resumable: 0.2.2", media, "Upload-Offset: 0");
        assertThat(version.status()).isEqualTo(412);
        assertThat(version.header("Tus-Version")).isEqualTo("1.0.0");
        String path = slot.put().getRawPath();
        assertThat(refused(path, "Tus-Resumable: 1.0.0", media, "Upload-Offset: 0")
                        .status())
                .isEqualTo(401);
        assertThat(refused(path + "?t=x", "Tus-Resumable: 1.0.0", media, "Upload-Offset: 0")
                        .status())
                .isEqualTo(403);
        Reply elsewhere = refused(target, "Tus-Resumable: 1.0.0", media, "Upload-Offset: 3", "Expect: 100-continue");
        assertThat(elsewhere.status()).isEqualTo(409);
        assertThat(elsewhere.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    private Reply refused(String target, String... headers) throws IOException {
        try (RawHttp client = client()) {
            String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
            all[headers.length] = "Content-Length: 5";
            return client.request("PATCH", target, all).reply();
        }
    }

    /** tus 1.0.0 "Expiration". */
    @Test
    void anUploadEndsADayAfterItsSlotAndASlotAtItsDeadline() throws Exception {
        Slot late = service.slot("late.bin", 10);
        Slot slot = service.slot("a.bin", 10);
        patch(slot, 0, new byte[4]);
        service.clock.advance(RunningService.SLOT_LIFETIME);
        assertThat(head(late).status()).isEqualTo(410);
        assertThat(patch(late, 0, new byte[4]).status()).isEqualTo(410);
        assertThat(patch(slot, 4, new byte[1]).status()).isEqualTo(204);

        service.clock.advance(ResumableUploads.HOLD);

        assertThat(head(slot).status()).isEqualTo(410);
        assertThat(head(slot).header("Upload-Offset")).isEmpty();
        assertThat(patch(slot, 5, new byte[5]).status()).isEqualTo(410);
    }

    /** tus 1.0.0 "Termination". */
    @Test
    void anUploadThatIsGivenUpLeavesNothing() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        patch(slot, 0, new byte[4]);
        try (RawHttp client = client()) {
            Reply reply = client.request("DELETE", target(slot.put()), "Tus-Resumable: 1.0.0")
                    .reply(false);
            assertThat(reply.status()).isEqualTo(204);
        }
        assertThat(service.blobs()).isEmpty();
        assertThat(head(slot).status()).isEqualTo(410);
        assertThat(put(slot, new byte[10]).status()).isEqualTo(410);
        assertThat(service.catalog
                        .used("upload.example.org", "alice@example.org")
                        .join())
                .isZero();
    }

    @Test
    void aStoredFileIsNotGivenUpThroughItsUploadLink() throws Exception {
        Slot slot = service.slot("a.bin", 4);
        patch(slot, 0, new byte[4]);
        try (RawHttp client = client()) {
            assertThat(client.request("DELETE", target(slot.put())).reply().status())
                    .isEqualTo(409);
        }
        assertThat(get(slot).status()).isEqualTo(200);
    }

    /** A client takes an offset that is the length for the end, and sends nothing more. */
    @Test
    void anEmptyFileIsCompleteWhenItIsAskedFor() throws Exception {
        Slot slot = service.slot("empty.txt", 0);
        assertThat(head(slot).header("Upload-Complete")).isEqualTo("?1");
        assertThat(get(slot).header("Content-Length")).isEqualTo("0");
        Slot other = service.slot("empty.txt", 0);
        assertThat(patch(other, 0, new byte[0]).status()).isEqualTo(204);
        assertThat(get(other).status()).isEqualTo(200);
    }

    /** tus 1.0.0 "OPTIONS"; draft "Upload Limit": OPTIONS names Accept-Patch and Upload-Limit. */
    @Test
    void theLinkSaysWhatItSpeaks() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        try (RawHttp client = client()) {
            Reply reply = client.request("OPTIONS", target(slot.put())).reply();
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("Tus-Version")).isEqualTo("1.0.0");
            assertThat(reply.header("Tus-Extension")).isEqualTo("checksum,expiration,termination");
            assertThat(reply.header("Tus-Checksum-Algorithm")).contains("sha1");
            assertThat(reply.header("Upload-Limit")).isEqualTo("min-size=0");
            assertThat(reply.header("Accept-Patch")).contains("application/partial-upload");
            assertThat(reply.header("Access-Control-Allow-Methods")).contains("PATCH");
            assertThat(reply.header("Access-Control-Allow-Headers")).contains("Upload-Offset", "Tus-Resumable");
            assertThat(reply.header("Access-Control-Expose-Headers")).contains("Upload-Offset", "Upload-Length");
        }
    }

    /** tus 1.0.0 "X-HTTP-Method-Override". */
    @Test
    void aClientWithoutPatchNamesIt() throws Exception {
        Slot slot = service.slot("a.bin", 3);
        try (RawHttp client = client()) {
            client.request(
                            "POST",
                            target(slot.put()),
                            "X-HTTP-Method-Override: PATCH",
                            "Tus-Resumable: 1.0.0",
                            "Content-Type: application/offset+octet-stream",
                            "Upload-Offset: 0",
                            "Content-Length: 3")
                    .send("abc");
            assertThat(client.reply().status()).isEqualTo(204);
        }
        assertThat(get(slot).body()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatNobodyGoesOnWithIsSweptWithItsPieces() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        patch(slot, 0, new byte[4]);
        patch(slot, 4, new byte[4]);
        assertThat(service.blobs()).hasSize(2);
        service.clock.advance(RunningService.SLOT_LIFETIME.plus(ResumableUploads.HOLD));

        service.sweep();

        assertThat(service.blobs()).isEmpty();
        assertThat(service.catalog
                        .used("upload.example.org", "alice@example.org")
                        .join())
                .isZero();
        service.clock.advance(Duration.ofDays(31));
        service.sweep();
        assertThat(service.catalog.find(slot.id()).join()).isEmpty();
    }
}
