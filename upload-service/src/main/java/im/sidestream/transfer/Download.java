package im.sidestream.transfer;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that may be read now: its row, its end, and the way to its bytes. */
public final class Download {
    private final StoredBytes bytes;
    private final Stored stored;
    private final Instant expiry;
    private final BlobStore blobs;

    Download(StoredBytes bytes, Stored stored, @Nullable Instant expiry, BlobStore blobs) {
        this.bytes = bytes;
        this.stored = stored;
        this.expiry = expiry == null ? Instant.MAX : expiry;
        this.blobs = blobs;
    }

    public Upload upload() {
        return bytes.upload();
    }

    public Stored stored() {
        return stored;
    }

    /** Returns the first moment at which the file must not be served any more, {@link Instant#MAX} where it has none. */
    public Instant expiry() {
        return expiry;
    }

    /** Returns how much there is to remember of it: a file of many pieces is as much as many files. */
    int weight() {
        return 1 + bytes.pieces().size();
    }

    /** Returns whether its bytes are read from this machine's own files. */
    public boolean isLocal() {
        return blobs.isLocal();
    }

    /** Returns where the store has the bytes, empty where they are in pieces. */
    public Optional<BlobKey> single() {
        return bytes.pieces().isEmpty() ? Optional.of(bytes.parts().get(0).key()) : Optional.empty();
    }

    /**
     * Opens the bytes.
     *
     * @throws java.nio.file.NoSuchFileException if they are not there, although the row says so
     */
    public Blob open() throws IOException {
        return bytes.open(blobs);
    }
}
