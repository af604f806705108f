package im.sidestream.delivery;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Names receivers to a delivery that is there, and lets it go. */
final class Preparation {
    /** So few at a time that nobody who asks for a slot waits for them. */
    private static final int STEP = 200;

    private final Deliveries deliveries;
    private final Supplier<DeliveryLimits> limits;
    private final Patience patience;

    Preparation(Deliveries deliveries, Supplier<DeliveryLimits> limits, Patience patience) {
        this.deliveries = deliveries;
        this.limits = limits;
        this.patience = patience;
    }

    /** Returns who is left out. Refused: {@link Reason#GONE} for what was taken back before it began. */
    CompletableFuture<List<Deliveries.LeftOut>> fill(DeliveryId id, List<Invitation> invitations) {
        return invite(id, invitations, new ArrayList<>())
                .thenCompose(leftOut -> patience.with(() -> deliveries.open(id))
                        .thenCompose(opened ->
                                opened ? CompletableFuture.completedFuture(true) : patience.with(() -> hasBegun(id)))
                        .exceptionallyCompose(Preparation::doubt)
                        .thenCompose(begun -> begun
                                ? CompletableFuture.completedFuture(leftOut)
                                : refused(Refusal.of(Reason.GONE, "This was taken back before anybody was asked.")
                                        .about("taken-back"))));
    }

    /**
     * Returns whether a delivery that is not being prepared any more has begun: by the same step, whose answer was lost, or
     * by another request. Otherwise it was taken back meanwhile, or it took so long that it was forgotten.
     */
    private CompletableFuture<Boolean> hasBegun(DeliveryId id) {
        return deliveries
                .find(id)
                .thenCompose(found -> found.isEmpty() || found.get().phase() != Delivery.Phase.CLOSED
                        ? CompletableFuture.completedFuture(found.isPresent())
                        : deliveries
                                .summary(id)
                                .thenApply(states ->
                                        states.keySet().stream().anyMatch(state -> state != DeliveryState.WITHDRAWN)
                                                || states.isEmpty()));
    }

    /** Who orders again what has begun asks everybody twice. */
    private static CompletableFuture<Boolean> doubt(Throwable failure) {
        return Patience.isAway(failure)
                ? refused(Refusal.of(
                                Reason.UNAVAILABLE,
                                "It is not certain whether this has begun: look at your deliveries before you order it again.")
                        .about("doubt"))
                : CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<List<Deliveries.LeftOut>> invite(
            DeliveryId id, List<Invitation> rest, List<Deliveries.LeftOut> leftOut) {
        if (rest.isEmpty()) {
            return CompletableFuture.completedFuture(leftOut);
        }
        int step = Math.min(STEP, rest.size());
        DeliveryLimits.PerReceiver perReceiver = limits.get().asking().perReceiver();
        return patience.with(() -> deliveries.invite(id, rest.subList(0, step), perReceiver))
                .thenCompose(more -> {
                    leftOut.addAll(more);
                    return invite(id, rest.subList(step, rest.size()), leftOut);
                });
    }

    /** Leaves nothing of an order that failed, as far as that is possible now; the upkeep does the rest. */
    <T> CompletableFuture<T> giveUp(DeliveryId id, Throwable failure) {
        return deliveries
                .giveUp(id)
                .exceptionally(away -> false)
                .thenCompose(done -> CompletableFuture.failedFuture(failure));
    }

    private static <T> CompletableFuture<T> refused(Refusal refusal) {
        return CompletableFuture.failedFuture(refusal);
    }
}
