package im.sidestream.app;

import im.sidestream.slot.FileName;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Rate;
import im.sidestream.slot.RateLimit;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Clearance;
import im.sidestream.transfer.Exporter;
import im.sidestream.transfer.Exports;
import im.sidestream.transfer.ServiceFiles;
import im.sidestream.transfer.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Writes exports: one at a time for each owner, of which one lives at a time, and not too often, since nothing of it
 * counts for the owner's own limits. Thread-safe.
 */
final class OwnerExports implements Exporter {
    static final Rate PACE = new Rate(6, Duration.ofHours(1));
    private static final Duration LIVE = Duration.ofDays(1);
    private static final Duration SLOT_LIVES = Duration.ofMinutes(10);

    private final Parts parts;
    private final Clock clock;
    private final SecureRandom random;
    private final Steps steps;
    private final RateLimit pace = new RateLimit();

    OwnerExports(Parts parts, Clock clock, SecureRandom random, Steps steps) {
        this.parts = parts;
        this.clock = clock;
        this.random = random;
        this.steps = steps;
    }

    /** What an export is made of and kept in. */
    record Parts(
            OwnerRecord owners,
            ServiceFiles files,
            Inventory inventory,
            SlotLinks links,
            Exports exports,
            Clearance clearance) {}

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        if (!parts.exports.begin(owner)) {
            return CompletableFuture.failedFuture(
                    Refusal.of(Reason.UNAVAILABLE, "An export is being written already; try again later."));
        }
        try {
            pace.count(owner.jid(), PACE, clock.instant());
        } catch (Refusal refusal) {
            parts.exports.end(owner);
            return CompletableFuture.failedFuture(refusal);
        }
        return steps.run(() -> written(owner)).whenComplete((link, failure) -> parts.exports.end(owner));
    }

    private URI written(Owner owner) {
        parts.clearance.endExports(owner);
        Upload upload = write(owner, clock.instant());
        if (!parts.exports.isWanted(owner)) {
            // the owner was forgotten in the meantime
            parts.clearance.endExports(owner);
            parts.clearance.forget(owner);
            throw new CompletionException(Refusal.of(Reason.GONE, "What was to be exported is not there any more."));
        }
        return parts.links.get(upload.id(), upload.request().name());
    }

    private Upload write(Owner owner, Instant now) {
        Instant end = now.plus(LIVE);
        SlotRequest request = new SlotRequest(
                owner.service(),
                Exports.holder(owner).jid(),
                new FileName("export.json"),
                0,
                new MediaType("application/json"),
                Purpose.EPHEMERAL,
                end);
        Upload empty = Upload.issued(SlotId.random(random), request, now.plus(SLOT_LIVES));
        try {
            Upload upload = parts.files.store(empty, out -> parts.owners.write(owner, out));
            // its day is whole, however short a time other ephemeral files are kept
            parts.inventory.keep(upload.id(), end).join();
            return upload;
        } catch (IOException e) {
            throw new UncheckedIOException("an export cannot be written", e);
        }
    }
}
