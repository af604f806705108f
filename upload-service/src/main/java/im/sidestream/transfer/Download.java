package im.sidestream.transfer;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.SignedLinks;
import im.sidestream.blob.StoreUnavailableException;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

    /** Returns whether its bytes are read from this machine's own files. */
    public boolean isLocal() {
        return blobs.isLocal();
    }

    /** Returns where the store has the bytes, empty where they are in pieces. */
    public Optional<BlobKey> single() {
        return bytes.pieces().isEmpty() ? Optional.of(bytes.parts().get(0).key()) : Optional.empty();
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

    /**
     * Returns a link at which the store itself hands out the bytes, or empty where this process does. A link cannot be
     * taken back, so a file that named its own end gets none, and no other one works beyond the file's end.
     *
     * @param disposition what its answer has as {@code Content-Disposition}
     */
    public Optional<URI> link(String disposition, Instant now) throws IOException {
        SlotRequest request = upload().request();
        SignedLinks links = blobs.links().orElse(null);
        if (links == null
                || request.purpose() == Purpose.EPHEMERAL
                || bytes.parts().size() > 1) {
            return Optional.empty();
        }
        boolean ends = expiry.isBefore(now.plus(links.lifetime()));
        Duration lifetime = ends ? Duration.between(now, expiry) : links.lifetime();
        if (lifetime.toSeconds() < 1) {
            return Optional.empty();
        }
        BlobKey key = bytes.parts().get(0).key();
        return Optional.of(links.link(key, request.servedType().value(), disposition, lifetime));
    }

    /** Returns what must open and read the bytes; the caller's own thread where they are on this machine. */
    public Executor threads() {
        return blobs.threads();
    }
}
