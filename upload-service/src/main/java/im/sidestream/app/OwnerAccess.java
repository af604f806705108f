package im.sidestream.app;

import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.transfer.Clearance;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Exports;
import im.sidestream.transfer.OwnedFiles;
import im.sidestream.transfer.ServiceFiles;
import im.sidestream.transfer.Steps;
import im.sidestream.transfer.UploadViews;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What leads from an owner to his files, wired once for owners and administrators. */
final class OwnerAccess {
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
        Exports exports = new Exports();
        clearance = new Clearance(
                store.inventory(), store.audit(), deletion, exports, new Steps(surroundings.administrators));
        owners = new OwnerRecord(store, views, clock, store.deliveries(surroundings.random));
        Steps steps = new Steps(surroundings.owners);
        Clearance own = new Clearance(store.inventory(), store.audit(), deletion, exports, steps);
        SlotIssuer issuer = surroundings.issuer;
        ServiceFiles files = new ServiceFiles(
                issuer::reserve,
                store.catalog(),
                store.blobs(),
                clock,
                store.directory().resolve(SPOOL));
        Function<Owner, Limits> limits = owner -> policy.policy().limitsOf(owner.jid());
        uploads = new OwnedFiles(
                new OwnedFiles.Parts(store.catalog(), store.inventory(), views, deletion, own),
                limits,
                new OwnerExports(
                        new OwnerExports.Parts(owners, files, store.inventory(), links, exports, own),
                        clock,
                        surroundings.random,
                        steps));
    }

    /**
     * What comes from outside.
     *
     * @param issuer knows what room the store has
     * @param owners runs what goes in steps for owners, and refuses where too much of that waits
     * @param administrators runs what goes in steps for administrators
     */
    record Surroundings(
            Clock clock, SecureRandom random, SlotIssuer issuer, Executor owners, Executor administrators) {}

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
}
