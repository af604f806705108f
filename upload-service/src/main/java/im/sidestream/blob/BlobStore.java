package im.sidestream.blob;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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
     * @throws java.nio.file.FileAlreadyExistsException if the key was used before; a store that would have to ask another
     *     machine lets publishing fail with it
     * @throws IOException if the store cannot be written
     */
    BlobWriter create(BlobKey key) throws IOException;

    /**
     * Starts a blob as {@link #create(BlobKey)} does, for a store that writes large ones in another way.
     *
     * @param expected bytes that will come at most, as far as is known
     */
    default BlobWriter create(BlobKey key, long expected) throws IOException {
        return create(key);
    }

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

    /**
     * Opens a blob as {@link #open(BlobKey)} does, for a store that can be asked for a part.
     *
     * @param from where the bytes begin that are going to be read in their order
     * @param length how many these are, at least one; others may be read, and cost more
     */
    default Blob open(BlobKey key, long from, long length) throws IOException {
        return open(key);
    }

    /**
     * Returns what runs calls of {@link #open} and of the blob's own methods, which may have to wait for a network. The
     * caller's own thread does where there is none between.
     */
    default Executor threads() {
        return Runnable::run;
    }

    /** Returns the store's own links, where it has such, and may give them away. */
    default Optional<SignedLinks> links() {
        return Optional.empty();
    }

    /** Removes a blob, published or not; nothing happens where there is none. */
    void delete(BlobKey key) throws IOException;

    /** Shows every key in the store to {@code visitor}, those of unfinished blobs included, in no order. */
    void list(Consumer<BlobKey> visitor) throws IOException;

    /** Returns the id that was written into this store, or empty in a new one (or in a directory that is not mounted). */
    Optional<String> storeId() throws IOException;

    /** Writes the id of a new store, durably. */
    void adopt(String storeId) throws IOException;

    /** Returns whether {@link #list} would show nothing. */
    default boolean isEmpty() throws IOException {
        AtomicBoolean any = new AtomicBoolean();
        list(key -> any.set(true));
        return !any.get();
    }

    /** Returns how many bytes more the store can take, {@link Long#MAX_VALUE} where it cannot know. */
    long freeBytes() throws IOException;

    @Override
    void close();
}
