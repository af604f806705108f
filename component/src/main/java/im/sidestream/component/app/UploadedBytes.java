package im.sidestream.component.app;

import im.sidestream.blob.Blob;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Small uploads, read whole for their owner. */
final class UploadedBytes {
    private static final long LARGEST_TEXT = 2 << 20;

    private final Downloads downloads;

    UploadedBytes(Downloads downloads) {
        this.downloads = downloads;
    }

    CompletableFuture<String> text(Owner owner, SlotId file) {
        return read(owner, file, LARGEST_TEXT).thenApply(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    CompletableFuture<byte[]> read(Owner owner, SlotId file, long most) {
        return downloads.find(file).thenCompose(download -> {
            SlotRequest request = download.upload().request();
            long size = download.stored().size();
            if (!owner.equals(new Owner(request.service(), request.owner()))) {
                return refuse(Reason.NOT_FOUND, "There is no such file.");
            }
            return size > most
                    ? refuse(Reason.INVALID_REQUEST, "This file has more than " + most + " bytes.")
                    : CompletableFuture.supplyAsync(() -> bytes(download, (int) size), download.threads());
        });
    }

    private static byte[] bytes(Download download, int size) {
        if (size == 0) {
            return new byte[0];
        }
        try (Blob blob = download.open(0, size)) {
            ByteBuffer bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining()) {
                if (blob.read(bytes, bytes.position()) < 0) {
                    throw new EOFException("the file is shorter than its row says");
                }
            }
            return bytes.array();
        } catch (IOException | Refusal e) {
            throw new CompletionException(e);
        }
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
