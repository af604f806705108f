package im.sidestream.transfer;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** An upload that is here as a whole: its bytes are written and made durable, then its row is asked for, once. */
final class WholeUpload {
    private WholeUpload() {}

    /**
     * Writes the bytes under the row's own key and calls {@code row} with their digest once they are durable.
     *
     * @throws IOException if they cannot be written; nothing stays of them then
     */
    static CompletableFuture<Upload> write(
            Upload arrived, List<ByteBuffer> whole, BlobStore blobs, Function<Sha256, CompletableFuture<Upload>> row)
            throws IOException {
        BlobWriter writer = blobs.create(
                BlobKey.of(arrived.directory(), arrived.id().value(), arrived.attempt()),
                arrived.request().size());
        Sha256 digest;
        try {
            digest = writeAll(writer, whole);
        } catch (IOException e) {
            writer.abort();
            throw e;
        }
        return writer.publish()
                .exceptionallyCompose(failure -> {
                    writer.abort();
                    return CompletableFuture.failedFuture(DiskSpace.translate(failure, blobs));
                })
                .thenCompose(durable -> row.apply(digest))
                .whenComplete((upload, failure) -> abortIf(isRefusal(failure), writer));
    }

    private static Sha256 writeAll(BlobWriter writer, List<ByteBuffer> whole) throws IOException {
        MessageDigest digest = Digests.sha256();
        for (ByteBuffer bytes : whole) {
            digest.update(bytes.duplicate());
            writer.write(bytes);
        }
        return Sha256.of(digest.digest());
    }

    /** After a refusal no row names these bytes; after anything else one may, and the sweep looks at it. */
    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Refusal;
    }

    private static void abortIf(boolean garbage, BlobWriter writer) {
        if (garbage) {
            writer.abort();
        }
    }
}
