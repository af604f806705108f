package im.sidestream.transfer;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a stored file is made of: one blob, or pieces.
 *
 * @param pieces empty for one blob
 */
public record StoredBytes(Upload upload, List<Piece> pieces) {
    public StoredBytes {
        pieces = List.copyOf(pieces);
    }

    /** Finds them; for one blob without asking. */
    public static CompletableFuture<StoredBytes> of(Upload upload, Catalog catalog) {
        return upload.pieced() == 0
                ? CompletableFuture.completedFuture(new StoredBytes(upload, List.of()))
                : catalog.pieces(upload.id()).thenApply(pieces -> new StoredBytes(upload, pieces));
    }

    /** Returns whether all of them are known: those of a file that is gone are forgotten once they are removed. */
    boolean isWhole() {
        return upload.pieced() == 0
                || (!pieces.isEmpty() && pieces.get(pieces.size() - 1).end() == upload.pieced());
    }

    /** Returns the blobs in the order of their bytes. */
    public List<Part> parts() {
        return pieces.isEmpty()
                ? List.of(new Part(whole(), upload.request().size()))
                : pieces.stream()
                        .map(piece -> new Part(PiecedBlob.key(upload.id(), piece), piece.size()))
                        .toList();
    }

    /** Opens them to read {@code length} bytes, at least one, from {@code from} on. */
    Blob open(BlobStore blobs, long from, long length) throws IOException {
        return pieces.isEmpty()
                ? blobs.open(whole(), from, length)
                : PiecedBlob.open(upload.id(), pieces, blobs, from, length);
    }

    void delete(BlobStore blobs) throws IOException {
        for (Part part : parts()) {
            blobs.delete(part.key());
        }
    }

    private BlobKey whole() {
        return BlobKey.of(upload.directory(), upload.id().value(), upload.attempt());
    }

    /**
     * A blob of a file.
     *
     * @param size bytes that it has
     */
    public record Part(BlobKey key, long size) {}
}
