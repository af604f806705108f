package im.sidestream.transfer;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The files of one catalog, each as its owner's. Thread-safe. */
public final class OwnedFiles implements OwnUploads {
    private static final int LONGEST_PAGE = 500;

    private final Parts parts;
    private final Function<Owner, Limits> limits;
    private final Exporter exporter;

    /**
     * Wires it.
     *
     * @param limits of an owner, asked each time
     */
    public OwnedFiles(Parts parts, Function<Owner, Limits> limits, Exporter exporter) {
        this.parts = parts;
        this.limits = limits;
        this.exporter = exporter;
    }

    /** What the files of an owner are reached through. */
    public record Parts(
            Catalog catalog, Inventory inventory, UploadViews views, Deletion deletion, Clearance clearance) {}

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            return refuse(Reason.INVALID_REQUEST, "A page has 1 to " + LONGEST_PAGE + " files.");
        }
        return parts.inventory.ofOwner(owner, after, limit).thenApply(parts.views::page);
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        return parts.views.find(id, upload -> isOf(owner, upload));
    }

    private static boolean isOf(Owner owner, Upload upload) {
        return upload.request().owner().equals(owner.jid())
                && upload.request().service().equals(owner.service());
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        return parts.catalog.usage(owner);
    }

    @Override
    public Limits limits(Owner owner) {
        return limits.apply(owner);
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        return find(owner, id).thenCompose(file -> parts.deletion.delete(id, byOwner(owner)));
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        return parts.clearance.clear(owner, byOwner(owner));
    }

    private static Removal byOwner(Owner owner) {
        return new Removal(AuditRecord.Action.OWNER, owner.jid());
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        return find(owner, id).thenCompose(file -> keep(owner, file.upload(), until));
    }

    private CompletableFuture<Instant> keep(Owner owner, Upload upload, Instant until) {
        if (!until.isAfter(parts.views.now())) {
            return refuse(Reason.INVALID_REQUEST, "That time is over.");
        }
        Stored stored = Objects.requireNonNull(upload.stored());
        Duration longest = limits.apply(owner).longestKeep();
        boolean ephemeral = upload.request().purpose() == Purpose.EPHEMERAL;
        if (ephemeral || Duration.between(stored.at(), until).compareTo(longest) > 0) {
            return refuse(Reason.NOT_ALLOWED, ephemeral ? "This file must end." : "You may not keep it that long.");
        }
        return parts.inventory
                .keep(upload.id(), until)
                .thenCompose(kept -> kept
                        ? CompletableFuture.completedFuture(parts.views.expiry(upload, until))
                        : CompletableFuture.failedFuture(UploadViews.gone()));
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        return choose(owner, id, true).thenRunAsync(() -> {}, parts.deletion.afterTrust());
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        return choose(owner, id, false);
    }

    private CompletableFuture<Void> choose(Owner owner, SlotId id, boolean withdrawn) {
        return find(owner, id)
                .thenCompose(file -> parts.inventory.withdraw(id, withdrawn))
                .thenCompose(there -> there
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(UploadViews.gone()));
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        return exporter.export(owner);
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        return parts.clearance.erase(owner, byOwner(owner));
    }

    private static <T> CompletableFuture<T> refuse(Reason reason, String message) {
        return CompletableFuture.failedFuture(Refusal.of(reason, message));
    }
}
