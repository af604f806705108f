package im.sidestream.delivery;

import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.UnaskedUploads;
import im.sidestream.slot.Upload;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody's only file, and nothing that could be done with it but to look at it. */
final class OneFile extends UnaskedUploads {
    private final Upload upload;
    private final @Nullable Instant expires;

    OneFile(Upload upload, @Nullable Instant expires) {
        this.upload = upload;
        this.expires = expires;
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        boolean his = upload.id().equals(id) && upload.request().owner().equals(owner.jid());
        return his
                ? CompletableFuture.completedFuture(
                        new OwnUpload(upload, URI.create("https://up.example/f/" + id), expires, false, 0))
                : CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."));
    }
}
