package im.sidestream.component.app;

import im.sidestream.blob.Blob;
import im.sidestream.component.command.DistributionPorts;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Small uploads, read as text for their owner. */
final class UploadedTexts implements DistributionPorts.OwnTexts {
    private static final long LARGEST = 2 << 20;

    private final Downloads downloads;

    UploadedTexts(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public CompletableFuture<String> read(Owner owner, SlotId file) {
        return downloads.find(file).thenCompose(download -> {
            SlotRequest request = download.upload().request();
            long size = download.stored().size();
            if (!owner.equals(new Owner(request.service(), request.owner()))) {
                return refuse(Reason.NOT_FOUND, "There is no such file.");
            }
            return size > LARGEST
                    ? refuse(Reason.INVALID_REQUEST, "A list of receivers has at most " + LARGEST + " bytes.")
                    : CompletableFuture.supplyAsync(() -> text(download, (int) size), download.threads());
        });
    }

    private static String text(Download download, int size) {
        if (size == 0) {
            return "";
        }
        try (Blob blob = download.open(0, size)) {
            ByteBuffer bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining() && blob.read(bytes, bytes.position()) >= 0) {
                // the next bytes follow
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException | Refusal e) {
            throw new CompletionException(e);
        }
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
