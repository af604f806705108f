package im.sidestream.sweep;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Catalog;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as a sweep may use it.
 *
 * @param catalog knows which store is its own
 */
record SweptStore(BlobStore blobs, Catalog catalog) {
    private static final Logger log = LoggerFactory.getLogger(SweptStore.class);

    /**
     * Returns why this store must not be touched, or empty. A directory that is not mounted looks like a store whose
     * files are all lost; its missing id tells.
     */
    Optional<String> problem() {
        try {
            Optional<String> id = blobs.storeId();
            if (id.isEmpty()) {
                return Optional.of("the store has no id: is its directory mounted?");
            }
            String own = catalog.storeId(id.get()).join();
            return own.equals(id.get())
                    ? Optional.empty()
                    : Optional.of("the store is " + id.get() + ", but the catalog belongs to " + own);
        } catch (IOException e) {
            return Optional.of("the store's id cannot be read: " + e);
        }
    }

    /** Deletes a blob and returns whether it is gone now. */
    boolean delete(BlobKey key) {
        try {
            blobs.delete(key);
            return true;
        } catch (IOException e) {
            log.warn("blob {} cannot be deleted, a later run tries again: {}", key, e.toString());
            return false;
        }
    }
}
