package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** draft-ietf-httpbis-resumable-upload-11 on a slot's own URL, over real sockets and a real catalog. */
final class ResumeDraftTest extends ResumeFixture {
    private static final String PART = "Content-Type: application/partial-upload";

    /** "Offset Retrieval". */
    @Test
    void aSlotTellsHowFarItIs() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        append(slot, 0, new byte[3], false);

        Reply head = head(slot);

        assertThat(head.status()).isEqualTo(204);
        assertThat(head.header("Upload-Offset")).isEqualTo("3");
        assertThat(head.header("Upload-Complete")).isEqualTo("?0");
        assertThat(head.header("Upload-Length")).isEqualTo("10");
        assertThat(head.header("Upload-Limit")).startsWith("max-size=10, max-age=");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
    }

    /** "Upload Append". */
    @Test
    void theLastPartIsAnsweredAsAWholeUploadIs() throws Exception {
        byte[] content = random(100_000);
        Slot slot = service.slot("photo.jpg", content.length, "image/jpeg");

        Reply first = append(slot, 0, part(content, 0, 60_000), false);
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("Upload-Complete")).isEqualTo("?0");
        assertThat(first.header("Upload-Offset")).isEqualTo("60000");

        Reply last = append(slot, 60_000, part(content, 60_000, 100_000), true);
        assertThat(last.status()).isEqualTo(201);
        assertThat(last.header("Upload-Complete")).isEqualTo("?1");
        assertThat(last.header("Location")).endsWith("/f/" + slot.id() + "/photo.jpg");
        assertThat(last.header("Repr-Digest"))
                .isEqualTo("sha-256=:" + sha256(content).base64() + ":");
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** "Upload Append": a client that lost the last answer gets it again. */
    @Test
    void theEndOfACompleteUploadMayBeRepeated() throws Exception {
        Slot slot = service.slot("a.bin", 4);
        append(slot, 0, new byte[4], true);

        Reply again = append(slot, 4, new byte[0], true);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Upload-Complete")).isEqualTo("?1");
        Reply more = append(slot, 0, new byte[4], true);
        assertThat(more.status()).isEqualTo(409);
        assertThat(more.header("Upload-Offset")).isEqualTo("4");
    }

    /** "Mismatching Offset". */
    @Test
    void aPartThatBeginsElsewhereIsAProblemOfItsOwnType() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        append(slot, 0, new byte[4], false);

        Reply reply = append(slot, 7, new byte[3], true);

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.header("Upload-Offset")).isEqualTo("4");
        assertThat(reply.header("Upload-Complete")).isEqualTo("?0");
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                .contains("http-problem-types#mismatching-upload-offset\"")
                .contains("\"expected-offset\":4")
                .contains("\"provided-offset\":7");
    }

    /** "Inconsistent Length". */
    @Test
    void whatContradictsTheSlotsSizeIsAProblemOfItsOwnType() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        for (Reply reply : List.of(
                append(slot, 0, new byte[4], true),
                last(draft(
                        "PATCH",
                        slot,
                        new byte[4],
                        PART,
                        "Upload-Offset: 0",
                        "Upload-Complete: ?0",
                        "Upload-Length: 9")))) {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.header("Upload-Complete")).isEqualTo("?0");
            assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                    .contains("http-problem-types#inconsistent-upload-length");
        }
        assertThat(offset(slot)).isZero();
    }

    private static Reply last(List<Reply> replies) {
        return replies.get(replies.size() - 1);
    }

    /** RFC 9530 §2, draft "Content Digests". */
    @Test
    void aPartThatIsNotWhatItsDigestSaysIsDiscarded() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        String digest = "Content-Digest: sha-256=:" + sha256(new byte[3]).base64() + ":";
        String[] headers = {PART, "Upload-Offset: 0", "Upload-Complete: ?0", digest};

        assertThat(last(draft("PATCH", slot, new byte[4], headers)).status()).isEqualTo(460);
        assertThat(offset(slot)).isZero();
        assertThat(last(draft("PATCH", slot, new byte[3], headers)).status()).isEqualTo(204);
    }

    /** RFC 9530 §3, draft "Representation Digests": said at the beginning or with the last part, it is about the whole. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("R-11")
    void aFileThatIsNotWhatItsDigestSaysIsNeverThere(boolean atTheBeginning) throws Exception {
        byte[] content = random(10);
        String wrong = "Repr-Digest: sha-256=:" + sha256(new byte[10]).base64() + ":";
        String right = "Repr-Digest: sha-256=:" + sha256(content).base64() + ":";
        String none = "X-Nothing: here";
        Slot slot = service.slot("a.bin", 10);
        String first = atTheBeginning ? wrong : none;
        assertThat(last(draft("PUT", slot, part(content, 0, 4), "Upload-Complete: ?0", first))
                        .status())
                .isEqualTo(201);
        String[] rest = {PART, "Upload-Offset: 4", "Upload-Complete: ?1"};
        Reply refused = last(
                draft("PATCH", slot, part(content, 4, 10), rest[0], rest[1], rest[2], atTheBeginning ? none : wrong));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("#digest-mismatch");
        assertThat(get(slot).status()).isEqualTo(404);
        assertThat(offset(slot)).as("the part before is still there").isEqualTo(4);
        Reply complete = last(draft("PATCH", slot, part(content, 4, 10), rest[0], rest[1], rest[2], right));
        assertThat(complete.status()).isEqualTo(201);
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** "Upload Creation" by PUT: 104 tells the link, to those alone who know this version of the draft. */
    @Test
    void aPutThatInvitesIsToldWhereToGoOn() throws Exception {
        byte[] content = random(1000);
        Slot slot = service.slot("a.bin", content.length);

        List<Reply> replies = draft("PUT", slot, content, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8");

        assertThat(replies).hasSize(2);
        assertThat(replies.get(0).status()).isEqualTo(104);
        assertThat(replies.get(0).header("Location")).endsWith(target(slot.put()));
        assertThat(replies.get(0).header("Upload-Limit")).isEqualTo("max-size=1000");
        assertThat(replies.get(0).header("Upload-Draft-Interop-Version")).isEqualTo("8");
        assertThat(replies.get(1).status()).isEqualTo(201);
        assertThat(replies.get(1).header("Upload-Complete")).isEqualTo("?1");
        assertThat(get(slot).body()).isEqualTo(content);
    }

    @Test
    void nobodyElseGetsAnInterimAnswer() throws Exception {
        for (String version :
                List.of("X-None: 1", "Upload-Draft-Interop-Version: 3", "Upload-Draft-Interop-Version: 99")) {
            Slot slot = service.slot("a.bin", 3);
            List<Reply> replies = draft("PUT", slot, new byte[3], "Upload-Complete: ?1", version);
            assertThat(replies).hasSize(1);
            assertThat(replies.get(0).status()).isEqualTo(201);
        }
    }

    /** "Upload Creation": a PUT of the first part. */
    @Test
    void aPutMayBeginAnUploadThatGoesOnLater() throws Exception {
        byte[] content = random(1000);
        Slot slot = service.slot("a.bin", content.length, "image/png");

        Reply begun = last(draft("PUT", slot, part(content, 0, 400), "Upload-Complete: ?0", "Content-Type: image/png"));

        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Upload-Complete")).isEqualTo("?0");
        assertThat(begun.header("Location")).endsWith(target(slot.put()));
        assertThat(append(slot, 400, part(content, 400, 1000), true).status()).isEqualTo(201);
        assertThat(get(slot).body()).isEqualTo(content);
        Slot other = service.slot("a.bin", 3, "image/png");
        assertThat(last(draft("PUT", other, new byte[3], "Upload-Complete: ?1", "Content-Type: text/html"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aPutThatInvitedAndBrokeIsGoneOnWith() throws Exception {
        byte[] content = random(100_000);
        Slot slot = service.slot("a.bin", content.length);
        RawHttp client = client();
        client.put(slot.put(), content.length, "Upload-Complete: ?1").send(part(content, 0, 70_000));
        await().until(() -> !service.blobs().isEmpty());
        client.close();
        await().until(() -> service.row(slot).pieced() > 0);

        int kept = (int) offset(slot);

        assertThat(kept).isEqualTo(70_000);
        assertThat(append(slot, kept, part(content, kept, content.length), true).status())
                .isEqualTo(201);
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** "Status Code 104": news of how much is durable. */
    @Test
    void aLongPartIsToldHowFarItIs() throws Exception {
        byte[] content = random(40 << 20);
        Slot slot = service.slot("a.bin", content.length);
        try (RawHttp client = client()) {
            client.request(
                            "PATCH",
                            target(slot.put()),
                            PART,
                            "Upload-Offset: 0",
                            "Upload-Complete: ?1",
                            "Upload-Draft-Interop-Version: 8",
                            "Content-Length: " + content.length)
                    .send(part(content, 0, content.length - 1));
            Reply news = client.reply();
            assertThat(news.status()).isEqualTo(104);
            long told = Long.parseLong(news.header("Upload-Offset"));
            assertThat(told).isGreaterThanOrEqualTo(8L << 20);
            assertThat(service.row(slot).pieced()).isGreaterThanOrEqualTo(told);
            client.send(part(content, content.length - 1, content.length));
            Reply reply = client.reply();
            while (reply.status() == 104) {
                reply = client.reply();
            }
            assertThat(reply.status()).isEqualTo(201);
        }
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** Version 5 of the draft asked for no media type. */
    @Test
    void theTypeOfAPartDependsOnTheVersion() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        String[] untyped = {"Upload-Offset: 0", "Upload-Complete: ?0", "Upload-Draft-Interop-Version: 6"};
        assertThat(last(draft("PATCH", slot, new byte[3], untyped)).status()).isEqualTo(415);
        untyped[2] = "Upload-Draft-Interop-Version: 5";
        assertThat(last(draft("PATCH", slot, new byte[3], untyped)).status()).isEqualTo(204);
    }

    /** "Upload Append": an upload that turns out to be longer than it is takes nothing more. */
    @Test
    void anUploadThatExceedsItsLengthIsOver() throws Exception {
        Slot slot = service.slot("a.bin", 10);
        append(slot, 0, new byte[4], false);
        try (RawHttp client = client()) {
            client.request(
                            "PATCH",
                            target(slot.put()),
                            PART,
                            "Upload-Offset: 4",
                            "Upload-Complete: ?1",
                            "Transfer-Encoding: chunked")
                    .send("7\r\n1234567\r\n0\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(413);
        }
        await().until(() -> service.row(slot).state() == UploadState.DELETING);
        assertThat(head(slot).status()).isEqualTo(410);
    }
}
