package im.sidestream.transfer;

import im.sidestream.slot.Claim;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A claim while bytes come: its lease is renewed only when some did, and whoever lost it hears why with the next ones. For
 * one thread at a time.
 */
final class HeldClaim {
    private final Claim claim;
    private final UploadReceiver receiver;
    private final AtomicBoolean ended = new AtomicBoolean();
    // both are also written by whoever answers for the catalog
    private volatile Instant nextRenewal;
    private volatile @Nullable Refusal lost;

    HeldClaim(Claim claim, UploadReceiver receiver) {
        this.claim = claim;
        this.receiver = receiver;
        this.nextRenewal = renewalAfter(receiver.clock().instant());
        receiver.claims().begun();
    }

    Claim claim() {
        return claim;
    }

    /**
     * Does nothing while the slot is ours, as far as is known.
     *
     * @throws Refusal {@link Reason#IN_PROGRESS} once another attempt took over, {@link Reason#ALREADY_STORED} once that
     *     one stored the file, {@link Reason#GONE} or {@link Reason#SLOT_EXPIRED} once there is nothing to fill any more
     */
    void require() throws Refusal {
        Refusal refusal = lost;
        if (refusal != null) {
            throw refusal;
        }
    }

    void renewIfDue() {
        Instant now = receiver.clock().instant();
        if (now.isBefore(nextRenewal)) {
            return;
        }
        nextRenewal = renewalAfter(now);
        var unused = receiver.catalog()
                .renew(claim, receiver.leases().lease())
                .whenComplete((renewed, failure) -> renewed(renewed, failure));
    }

    /**
     * Returns what a failure to read what came before means: whoever took the slot over may have removed it, and then it is
     * the claim's loss; else the failure itself.
     */
    CompletableFuture<Throwable> explained(Throwable failure) {
        return receiver.catalog()
                .renew(claim, receiver.leases().lease())
                .thenCompose(ours -> ours
                        ? CompletableFuture.completedFuture(failure)
                        : receiver.catalog().find(claim.id()).thenApply(row -> whatBecame(row.orElse(null))));
    }

    /** Says that no more bytes come and what came is settled. */
    void ended() {
        if (ended.compareAndSet(false, true)) {
            receiver.claims().ended();
        }
    }

    /** Ends the lease; does nothing where the claim is lost. */
    void release() {
        ended();
        var unused = receiver.catalog().release(claim);
    }

    private void renewed(@Nullable Boolean renewed, @Nullable Throwable failure) {
        if (renewed == null || failure != null) {
            // nothing was renewed: the next bytes try again
            nextRenewal = Instant.MIN;
            receiver.claims().renewalFailed();
        } else if (!renewed) {
            lost = takenOver();
            receiver.claims().lost();
            var unused = receiver.catalog().find(claim.id()).thenAccept(row -> lost = whatBecame(row.orElse(null)));
        }
    }

    private Refusal whatBecame(@Nullable Upload row) {
        if (row == null) {
            return Refusal.of(Reason.SLOT_EXPIRED, "The time of this upload link is over.");
        }
        if (row.state() == UploadState.DELETING || row.choice().withdrawn()) {
            return Refusal.of(Reason.GONE, "This file is gone.");
        }
        Stored stored = row.stored();
        return stored == null ? takenOver() : Refusal.alreadyStored(stored);
    }

    private Instant renewalAfter(Instant now) {
        return now.plus(receiver.leases().renewal());
    }

    private Refusal takenOver() {
        Instant leaseEnd = receiver.clock().instant().plus(receiver.leases().lease());
        return Refusal.until(leaseEnd, Reason.IN_PROGRESS, "Another upload took this slot over.");
    }
}
