package im.sidestream.http;

import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Uploads of owners, of whom no page knows anything. */
final class NoUploads implements OwnUploads {
    private static UnsupportedOperationException notOnPages() {
        return new UnsupportedOperationException("no page asks for that");
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        throw notOnPages();
    }

    @Override
    public Limits limits(Owner owner) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        throw notOnPages();
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        throw notOnPages();
    }
}
