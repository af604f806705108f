package im.sidestream.blob;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps immutable runs of bytes. A store knows nothing of visibility: a blob counts only once a row names it, so what a
 * crash leaves behind is garbage that nobody sees. Thread-safe.
 *
 * <p>The port is minimal on purpose; a method more must be needed by two callers.
 */
public interface BlobStore extends AutoCloseable {
    /**
     * Starts a blob.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the key was used before
     * @throws IOException if the store cannot be written
     */
    BlobWriter create(BlobKey key) throws IOException;

    /**
     * Opens a published blob.
     *
     * @throws java.nio.file.NoSuchFileException if there is none under this key; the message is the key
     * @throws IOException if the store cannot be read
     */
    Blob open(BlobKey key) throws IOException;

    /** Returns whether blobs are read from this machine's own files, which takes no longer than its disk does. */
    default boolean isLocal() {
        return false;
    }

    /** Removes a blob, published or not; nothing happens where there is none. */
    void delete(BlobKey key) throws IOException;

    /** Shows every key in the store to {@code visitor}, those of unfinished blobs included, in no order. */
    void list(Consumer<BlobKey> visitor) throws IOException;

    /** Returns the id that was written into this store, or empty in a new one (or in a directory that is not mounted). */
    Optional<String> storeId() throws IOException;

    /** Writes the id of a new store, durably. */
    void adopt(String storeId) throws IOException;

    /** Returns how many bytes more the store can take, {@link Long#MAX_VALUE} where it cannot know. */
    long freeBytes() throws IOException;

    @Override
    void close();
}
