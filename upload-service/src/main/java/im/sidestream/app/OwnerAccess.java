package im.sidestream.app;

import im.sidestream.slot.FileName;
import im.sidestream.slot.Limits;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Clearance;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.OwnedFiles;
import im.sidestream.transfer.ServiceFiles;
import im.sidestream.transfer.UploadViews;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What leads from an owner to his files, wired once for owners and administrators. */
final class OwnerAccess {
    private static final Duration EXPORTS_LIVE = Duration.ofDays(1);
    private static final Duration SLOT_LIVES = Duration.ofMinutes(10);
    private static final String SPOOL = "spool";

    private final SlotLinks links;
    private final Deletion deletion;
    private final Clearance clearance;
    private final UploadViews views;
    private final OwnerRecord owners;
    private final OwnUploads uploads;

    OwnerAccess(Store store, SlotLinks links, Deletion deletion, StandingPolicy policy, Surroundings surroundings)
            throws IOException {
        this.links = links;
        this.deletion = deletion;
        Clock clock = surroundings.clock;
        views = new UploadViews(store.inventory(), links, () -> policy.policy().retention(), clock);
        clearance = new Clearance(store.inventory(), store.audit(), deletion, surroundings.threads);
        owners = new OwnerRecord(store, views, clock);
        ServiceFiles files = new ServiceFiles(
                store.catalog(), store.blobs(), links, clock, store.directory().resolve(SPOOL));
        Function<Owner, Limits> limits = owner -> policy.policy().limitsOf(owner.jid());
        uploads = new OwnedFiles(
                new OwnedFiles.Parts(store.catalog(), store.inventory(), views, deletion, clearance),
                limits,
                owner -> CompletableFuture.supplyAsync(() -> export(files, owner, surroundings), surroundings.threads));
    }

    /**
     * What comes from outside.
     *
     * @param threads run what goes in steps
     */
    record Surroundings(Clock clock, SecureRandom random, Executor threads) {}

    SlotLinks links() {
        return links;
    }

    Deletion deletion() {
        return deletion;
    }

    Clearance clearance() {
        return clearance;
    }

    UploadViews views() {
        return views;
    }

    OwnerRecord owners() {
        return owners;
    }

    OwnUploads uploads() {
        return uploads;
    }

    /** The service owns what it hands out, so that it counts for nobody else. */
    private URI export(ServiceFiles files, Owner owner, Surroundings surroundings) {
        Instant now = surroundings.clock.instant();
        SlotRequest request = new SlotRequest(
                owner.service(),
                owner.service(),
                new FileName("export.json"),
                0,
                new MediaType("application/json"),
                Purpose.EPHEMERAL,
                now.plus(EXPORTS_LIVE));
        Upload empty = Upload.issued(SlotId.random(surroundings.random), request, now.plus(SLOT_LIVES));
        try {
            return files.store(empty, out -> owners.write(owner, out));
        } catch (IOException e) {
            throw new UncheckedIOException("an export cannot be written", e);
        }
    }
}
