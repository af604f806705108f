package im.sidestream.transfer;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Shows rows as owners and administrators see them: with link and end, and without those whose time is over. Thread-safe. */
public final class UploadViews {
    private final Inventory inventory;
    private final SlotLinks links;
    private final Supplier<Retention> retention;
    private final InstantSource clock;

    public UploadViews(Inventory inventory, SlotLinks links, Supplier<Retention> retention, InstantSource clock) {
        this.inventory = inventory;
        this.links = links;
        this.retention = retention;
        this.clock = clock;
    }

    /** Returns the files of a page whose time is not over. */
    public Page<OwnUpload> page(Page<Inventory.Entry> rows) {
        List<OwnUpload> shown =
                rows.items().stream().map(this::view).filter(this::lives).toList();
        return new Page<>(shown, rows.next());
    }

    /** Returns a row with its link and its end. */
    public OwnUpload view(Inventory.Entry entry) {
        Upload upload = entry.upload();
        return new OwnUpload(
                upload,
                links.get(upload.id(), upload.request().name()),
                retention.get().expiry(upload).orElse(null),
                upload.choice().withdrawn(),
                entry.downloads());
    }

    /**
     * Finds a stored file among those that {@code mine} lets through; another one is not there. Refused:
     * {@link Reason#NOT_FOUND}, {@link Reason#GONE}.
     */
    public CompletableFuture<OwnUpload> find(SlotId id, Predicate<Upload> mine) {
        return inventory.find(id).thenCompose(row -> require(row.filter(entry -> mine.test(entry.upload()))));
    }

    private CompletableFuture<OwnUpload> require(Optional<Inventory.Entry> row) {
        if (row.isEmpty() || row.get().upload().stored() == null) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."));
        }
        OwnUpload file = view(row.get());
        boolean there = file.upload().state() == UploadState.STORED && lives(file);
        return there ? CompletableFuture.completedFuture(file) : CompletableFuture.failedFuture(gone());
    }

    static Refusal gone() {
        return Refusal.of(Reason.GONE, "This file is not available any more.");
    }

    private boolean lives(OwnUpload file) {
        Instant expires = file.expires();
        return expires == null || clock.instant().isBefore(expires);
    }

    /** Returns when the file would end if its owner kept it until {@code until}, {@link Instant#MAX} for never. */
    Instant expiry(Upload upload, Instant until) {
        return retention.get().expiry(upload.kept(until)).orElse(Instant.MAX);
    }

    Instant now() {
        return clock.instant();
    }
}
