package im.sidestream.component.offers;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Limits;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Files that lie in a catalog, as their owners find them; nothing else is asked of them here. */
final class StoredFiles implements OwnUploads {

    private final Map<SlotId, Upload> files = new LinkedHashMap<>();
    private final Catalog catalog;
    private final InstantSource clock;

    StoredFiles(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    SlotId add(Owner owner, String name, String type) {
        SlotRequest request = new SlotRequest(
                owner.service(),
                owner.jid(),
                new FileName(name),
                name.length(),
                new MediaType(type),
                Purpose.MESSAGE,
                null);
        Upload issued = Upload.issued(
                SlotId.random(new SecureRandom()), request, clock.instant().plusSeconds(300));
        catalog.reserve(issued, Allowance.NONE).join();
        Upload stored = catalog.store(issued.attempted(1, "d"), clock.instant(), digest(name))
                .join();
        files.put(stored.id(), stored);
        return stored.id();
    }

    /** Files that another one added to the same catalog. */
    void addAll(StoredFiles others) {
        files.putAll(others.files);
    }

    /** Lets one go, as its owner or time does; the catalog's rows know nothing of it yet. */
    void remove(SlotId id) {
        files.remove(id);
    }

    /** What is in a file: its name. */
    CompletableFuture<byte[]> bytes(SlotId id) {
        Upload upload = files.get(id);
        return upload == null
                ? CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."))
                : CompletableFuture.completedFuture(
                        upload.request().name().value().getBytes(StandardCharsets.UTF_8));
    }

    static Sha256 digest(String name) {
        try {
            return Sha256.of(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        Upload upload = files.get(id);
        return upload == null || !upload.request().owner().equals(owner.jid())
                ? CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."))
                : CompletableFuture.completedFuture(
                        new OwnUpload(upload, URI.create("https://up.example.org/f/" + id), null, false, 0));
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Limits limits(Owner owner) {
        return new Limits(Limits.STANDARD, Map.of(), Quota.NONE, Rate.UNLIMITED, Duration.ZERO);
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        throw new UnsupportedOperationException();
    }
}
