package im.sidestream.sweep;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store of names without bytes, some of which it may be told not to delete. */
final class ListedBlobs implements BlobStore {
    private final Set<BlobKey> keys = new LinkedHashSet<>();
    private final Set<BlobKey> refused = new HashSet<>();
    private @Nullable String id;

    ListedBlobs(@Nullable String id) {
        this.id = id;
    }

    void add(BlobKey key) {
        keys.add(key);
    }

    void refuse(BlobKey key) {
        refused.add(key);
    }

    void refuseNothing() {
        refused.clear();
    }

    List<BlobKey> keys() {
        return List.copyOf(keys);
    }

    @Override
    public BlobWriter create(BlobKey key) throws IOException {
        throw new AccessDeniedException(key.toString());
    }

    @Override
    public Blob open(BlobKey key) throws IOException {
        throw new NoSuchFileException(key.toString());
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        if (refused.contains(key)) {
            throw new AccessDeniedException(key.toString());
        }
        keys.remove(key);
    }

    @Override
    public void list(Consumer<BlobKey> visitor) {
        new ArrayList<>(keys).forEach(visitor);
    }

    @Override
    public Optional<String> storeId() {
        return Optional.ofNullable(id);
    }

    @Override
    public void adopt(String storeId) {
        id = storeId;
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {}
}
