package im.sidestream.delivery;

import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody's only file, and nothing that could be done with it but to look at it. */
final class OneFile implements OwnUploads {
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

    private static <T> CompletableFuture<T> never() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("a distributor only looks"));
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        return never();
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        return never();
    }

    @Override
    public Limits limits(Owner owner) {
        throw new UnsupportedOperationException("a distributor only looks");
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        return never();
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        return never();
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        return never();
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        return never();
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        return never();
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        return never();
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        return never();
    }
}
