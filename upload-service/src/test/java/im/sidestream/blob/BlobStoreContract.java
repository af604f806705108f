package im.sidestream.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of bytes must do. */
public interface BlobStoreContract {
    BlobKey KEY = new BlobKey("2026030112", "abc.1");

    /** Returns a store that is empty before each test. */
    BlobStore store();

    /** Returns a writer of which the store holds something. */
    default BlobWriter unfinished(BlobKey key) throws IOException {
        return store().create(key);
    }

    private void write(BlobKey key, String text) throws IOException {
        BlobWriter writer = store().create(key);
        int half = text.length() / 2;
        writer.write(ByteBuffer.wrap(text.substring(0, half).getBytes(StandardCharsets.UTF_8)));
        writer.write(ByteBuffer.wrap(text.substring(half).getBytes(StandardCharsets.UTF_8)));
        writer.publish().join();
    }

    private static String read(Blob blob, int size, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        int count;
        do {
            count = blob.read(bytes, position + bytes.position());
        } while (count > 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private List<BlobKey> keys() throws IOException {
        List<BlobKey> keys = new ArrayList<>();
        store().list(keys::add);
        return keys;
    }

    @Test
    default void whatWasPublishedIsReadFromAnyPosition() throws IOException {
        write(KEY, "one,two,three");

        try (Blob blob = store().open(KEY)) {
            assertThat(read(blob, 100, 0)).isEqualTo("one,two,three");
            assertThat(read(blob, 3, 4)).isEqualTo("two");
            assertThat(blob.read(ByteBuffer.allocate(1), 13)).isEqualTo(-1);
        }
    }

    @Test
    default void aKeyIsNeverUsedTwice() throws IOException {
        write(KEY, "one");

        assertThatThrownBy(() -> write(KEY, "two"))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(FileAlreadyExistsException.class),
                        failure -> assertThat(failure).hasCauseInstanceOf(FileAlreadyExistsException.class));
        try (Blob blob = store().open(KEY)) {
            assertThat(read(blob, 10, 0)).isEqualTo("one");
        }
    }

    @Test
    default void aMissingBlobIsNamedByItsKey() {
        assertThatThrownBy(() -> store().open(KEY))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(KEY.toString());
    }

    @Test
    default void anAbortedBlobLeavesNothingAndMayBeAbortedAgain() throws IOException {
        BlobWriter writer = store().create(KEY);
        writer.write(ByteBuffer.wrap(new byte[3]));

        writer.abort();
        writer.abort();

        assertThat(keys()).isEmpty();
    }

    @Test
    default void whatIsOpenedForAPartIsReadThereAndElsewhere() throws IOException {
        write(KEY, "one,two,three");

        try (Blob blob = store().open(KEY, 4, 3)) {
            assertThat(read(blob, 3, 4)).isEqualTo("two");
            assertThat(read(blob, 3, 0)).isEqualTo("one");
            assertThat(read(blob, 5, 8)).isEqualTo("three");
        }
        assertThatThrownBy(() -> store().open(new BlobKey("2026030112", "none.1"), 4, 3))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void anEmptyBlobIsABlob() throws IOException {
        write(KEY, "");

        try (Blob blob = store().open(KEY)) {
            assertThat(blob.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        }
    }

    @Test
    default void aStoreIsEmptyUntilSomethingIsWritten() throws IOException {
        store().adopt("the-store");
        assertThat(store().isEmpty()).isTrue();

        write(KEY, "one");

        assertThat(store().isEmpty()).isFalse();
    }

    @Test
    default void whatAnUnfinishedBlobBroughtIsDeletedByItsKey() throws IOException {
        BlobWriter unfinished = unfinished(KEY);
        assertThat(keys()).containsExactly(KEY);

        store().delete(KEY);

        assertThat(keys()).isEmpty();
        unfinished.abort();
    }

    @Test
    default void aDeletedBlobIsGoneAndMayBeDeletedAgain() throws IOException {
        write(KEY, "one");

        store().delete(KEY);
        store().delete(KEY);

        assertThat(keys()).isEmpty();
        assertThatThrownBy(() -> store().open(KEY)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void anOpenBlobStaysReadableWhenItIsDeleted() throws IOException {
        write(KEY, "one");

        try (Blob blob = store().open(KEY)) {
            store().delete(KEY);

            assertThat(readDeleted(blob)).isEqualTo("one");
        }
    }

    /** Reads three bytes of a blob that was deleted after it was opened. */
    default String readDeleted(Blob blob) throws IOException {
        return read(blob, 10, 0);
    }

    @Test
    default void allKeysAreListedThoseOfUnfinishedBlobsIncluded() throws IOException {
        BlobKey other = new BlobKey("2026030113", "def.2");
        write(KEY, "one");
        BlobWriter unfinished = unfinished(other);

        assertThat(keys()).containsExactlyInAnyOrder(KEY, other);
        unfinished.abort();
    }

    @Test
    default void aNewStoreHasNoIdUntilItIsAdopted() throws IOException {
        assertThat(store().storeId()).isEmpty();

        store().adopt("the-store");

        assertThat(store().storeId()).contains("the-store");
        assertThat(keys()).isEmpty();
    }
}
