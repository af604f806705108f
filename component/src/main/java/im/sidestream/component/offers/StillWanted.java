package im.sidestream.component.offers;

import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offering;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a file that goes in band is to go on: it may take minutes, and meanwhile people change their minds. */
final class StillWanted {

    private static final Logger log = LoggerFactory.getLogger(StillWanted.class);

    private static final Set<DeliveryState> MAY_GO = Set.of(DeliveryState.ACCEPTED, DeliveryState.SENT);

    private static final Set<Reason> GONE = Set.of(Reason.NOT_FOUND, Reason.GONE);

    private final Correspondence work;

    StillWanted(Correspondence work) {
        this.work = work;
    }

    /** What cannot be known now breaks nothing off. */
    CompletableFuture<Boolean> isSo(Offering offering) {
        return work.deliveries()
                .find(offering.offer().id())
                .thenCompose(
                        found -> found.filter(now -> MAY_GO.contains(now.offer().state()))
                                .map(this::isThere)
                                .orElseGet(() -> CompletableFuture.completedFuture(false)))
                .exceptionally(away -> {
                    log.debug(
                            "whether {} is wanted still is not known",
                            offering.offer().id(),
                            away);
                    return true;
                });
    }

    /** With its file an offer ends, and nobody gets a link to it. */
    private CompletableFuture<Boolean> isThere(Offering offering) {
        SlotId file = offering.delivery().file();
        return file == null
                ? CompletableFuture.completedFuture(false)
                : work.ports()
                        .uploads()
                        .find(offering.delivery().sender(), file)
                        .thenApply(found -> true)
                        .exceptionallyCompose(StillWanted::isThere)
                        .thenCompose(there -> there ? CompletableFuture.completedFuture(true) : expired(offering));
    }

    private static CompletableFuture<Boolean> isThere(Throwable failure) {
        return RefusalErrors.unwrap(failure) instanceof Refusal refusal && GONE.contains(refusal.reason())
                ? CompletableFuture.completedFuture(false)
                : CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<Boolean> expired(Offering offering) {
        return work.deliveries()
                .advance(offering.offer().id(), DeliveryState.EXPIRED, null)
                .thenApply(moved -> false);
    }
}
