package im.sidestream.transfer;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.StoreUnavailableException;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Executor;
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

    /**
     * Opens the bytes to read some of them in their order.
     *
     * @param length at least one
     * @throws java.nio.file.NoSuchFileException if they are not there, although the row says so
     * @throws Refusal {@link Reason#UNAVAILABLE} where the store does not answer
     */
    public Blob open(long from, long length) throws IOException, Refusal {
        try {
            return bytes.open(blobs, from, length);
        } catch (StoreUnavailableException e) {
            throw DiskSpace.unavailable();
        }
    }

    /** Returns what must open and read the bytes; the caller's own thread where they are on this machine. */
    public Executor threads() {
        return blobs.threads();
    }
}
