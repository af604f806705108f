package im.sidestream.http;

import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A running service, and the requests of clients that go on with uploads. */
abstract class ResumeFixture {
    @TempDir
    Path directory;

    RunningService service;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    static byte[] part(byte[] content, int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    static Sha256 sha256(byte[] content) {
        try {
            return Sha256.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String target(URI url) {
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    RawHttp client() throws IOException {
        return new RawHttp(service.port());
    }

    /** Asks how far an upload is. */
    Reply head(Slot slot) throws IOException {
        try (RawHttp client = client()) {
            return client.request("HEAD", target(slot.put()), "Tus-Resumable: 1.0.0")
                    .reply(false);
        }
    }

    long offset(Slot slot) throws IOException {
        return Long.parseLong(head(slot).header("Upload-Offset"));
    }

    Reply patch(Slot slot, long offset, byte[] bytes, String... headers) throws IOException {
        try (RawHttp client = client()) {
            return client.patch(slot.put(), offset, bytes.length, headers)
                    .send(bytes)
                    .reply();
        }
    }

    /** Adds bytes as the draft says, and returns what comes back, interim answers first. */
    List<Reply> draft(String method, Slot slot, byte[] bytes, String... headers) throws IOException {
        try (RawHttp client = client()) {
            List<String> all = new ArrayList<>(List.of(headers));
            all.add("Content-Length: " + bytes.length);
            client.request(method, target(slot.put()), all.toArray(String[]::new))
                    .send(bytes);
            List<Reply> replies = new ArrayList<>(List.of(client.reply()));
            while (replies.get(replies.size() - 1).status() < 200) {
                replies.add(client.reply());
            }
            return replies;
        }
    }

    Reply append(Slot slot, long offset, byte[] bytes, boolean complete) throws IOException {
        List<Reply> replies = draft(
                "PATCH",
                slot,
                bytes,
                "Content-Type: application/partial-upload",
                "Upload-Offset: " + offset,
                "Upload-Complete: " + (complete ? "?1" : "?0"));
        return replies.get(replies.size() - 1);
    }

    Reply put(Slot slot, byte[] content) throws IOException {
        try (RawHttp client = client()) {
            return client.put(slot.put(), content.length).send(content).reply();
        }
    }

    Reply get(Slot slot, String... headers) throws IOException {
        try (RawHttp client = client()) {
            return client.get(slot.get(), headers).reply();
        }
    }
}
