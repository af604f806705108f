package im.sidestream.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobStoreContract;
import im.sidestream.blob.BlobWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a store in a bucket does beside what all stores do (house plan §4.12). */
interface S3BlobStoreContract extends BlobStoreContract {
    int MIB = 1 << 20;

    /** Returns where the store keeps what waits. */
    Path spool();

    /** What had not been asked for is gone, and nothing else is read in its place. */
    @Override
    default String readDeleted(Blob blob) {
        assertThatThrownBy(() -> blob.read(ByteBuffer.allocate(3), 0)).isInstanceOf(NoSuchFileException.class);
        return "one";
    }

    /** Returns a writer of which two parts were sent. */
    @Override
    default BlobWriter unfinished(BlobKey key) throws IOException {
        BlobWriter writer = store().create(key);
        ByteBuffer block = ByteBuffer.allocate(MIB);
        for (int i = 0; i < 17; i++) {
            writer.write(block.clear());
        }
        writer.room().join();
        return writer;
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static BlobWriter write(BlobStore store, BlobKey key, byte[] content) throws IOException {
        BlobWriter writer = store.create(key, content.length);
        ByteBuffer all = ByteBuffer.wrap(content);
        while (all.hasRemaining()) {
            ByteBuffer some = all.slice(all.position(), Math.min(100_000, all.remaining()));
            writer.write(some);
            all.position(all.position() + some.position());
            writer.room().join();
        }
        return writer;
    }

    private List<Path> waiting() throws IOException {
        try (Stream<Path> files = Files.walk(spool())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .toList();
        }
    }

    @Test
    default void aBlobOfManyPiecesIsReadAsOne() throws IOException {
        byte[] content = content(20 * MIB + 7);
        write(store(), KEY, content).publish().join();

        ByteBuffer read = ByteBuffer.allocateDirect(content.length);
        try (Blob blob = store().open(KEY, 0, content.length)) {
            while (read.hasRemaining()) {
                assertThat(blob.read(read, read.position())).isPositive();
            }
        }
        byte[] found = new byte[content.length];
        read.flip().get(found);
        assertThat(found).isEqualTo(content);
        assertThat(waiting()).isEmpty();
    }

    @Test
    default void aBlobOfExactlyOnePieceIsOneToo() throws IOException {
        byte[] content = content(8 * MIB);
        write(store(), KEY, content).publish().join();

        try (Blob blob = store().open(KEY)) {
            assertThat(blob.read(ByteBuffer.allocate(1), content.length - 1L)).isEqualTo(1);
            assertThat(blob.read(ByteBuffer.allocate(1), content.length)).isEqualTo(-1);
        }
    }

    /** A request whose answer was lost is repeated, and meets what it made itself. */
    @Test
    default void theSameBytesUnderTheSameKeyAreASuccessAndOthersAreNot() throws IOException {
        byte[] content = content(1000);
        write(store(), KEY, content).publish().join();

        write(store(), KEY, content).publish().join();
        byte[] other = content.clone();
        other[999]++;
        assertThatThrownBy(() -> write(store(), KEY, other).publish().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(FileAlreadyExistsException.class);

        try (Blob blob = store().open(KEY)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            assertThat(blob.read(last, 999)).isEqualTo(1);
            assertThat(last.get(0)).isEqualTo(content[999]);
        }
    }

    @Test
    default void whatWasSentInPartsIsDroppedWhenItIsAborted() throws IOException {
        BlobWriter writer = unfinished(KEY);
        assertThat(waiting()).isNotEmpty();

        writer.abort();

        await().untilAsserted(() -> {
            List<BlobKey> keys = new ArrayList<>();
            store().list(keys::add);
            assertThat(keys).isEmpty();
            assertThat(waiting()).isEmpty();
        });
    }

    @Test
    default void whatWasPublishedAndIsAbortedGoes() throws IOException {
        BlobWriter writer = write(store(), KEY, content(10));
        writer.publish().join();

        writer.abort();

        await().until(() -> store().isEmpty());
    }

    @Test
    default void anotherStoresIdIsNotReplaced() throws IOException {
        store().adopt("one");
        store().adopt("one");

        assertThatThrownBy(() -> store().adopt("two")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store().storeId()).contains("one");
    }

    /** House plan §4.20: the bucket's own answer says what ours would, as an attachment, for a while. */
    @Test
    default void aSignedLinkServesTheBlobAsItWasTold() throws Exception {
        write(store(), KEY, "hello".getBytes(StandardCharsets.US_ASCII))
                .publish()
                .join();

        URI link = store().links()
                .orElseThrow()
                .link(KEY, "image/png", "attachment; filename=\"a b.png\"", Duration.ofSeconds(30));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(link)
                                .header("Range", "bytes=1-3")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("ell");
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(answer.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"a b.png\"");
    }
}
