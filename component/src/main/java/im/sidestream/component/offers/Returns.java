package im.sidestream.component.offers;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/**
 * Messages of ours that come back, and those that came: both count from their receiver alone. The row whose id the stanza has
 * says what it was: the process that sent it may be another one, or gone.
 */
final class Returns {

    private static final int LONGEST_ID = 64;
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Correspondence work;

    Returns(Correspondence work) {
        this.work = work;
    }

    /** RFC 6120 §8.3.2: what may pass is tried again, with the same id; everything else ends the offer. */
    CompletableFuture<Void> failed(String sender, Element stanza) {
        Bounce bounce = Bounce.of(stanza);
        String id = stanza.attributeValue("id", "");
        if (id.endsWith("." + FileMessages.INTRODUCTION) || id.length() > LONGEST_ID) {
            return NOTHING;
        }
        if (bounce.isPassing()) {
            work.cameBack().add(Chat.rowOf(id));
        }
        return saidTo(sender, Chat.rowOf(id))
                .thenCompose(row -> row.map(said -> failed(said, bounce)).orElse(NOTHING));
    }

    private CompletableFuture<Void> failed(Waiting row, Bounce bounce) {
        return bounce.isPassing() && Retries.goesOn(row, bounce.condition())
                ? again(row)
                : move(
                        row,
                        switch (row.kind()) {
                            case OFFER -> DeliveryState.UNREACHABLE;
                            case FILE -> DeliveryState.FAILED;
                            case REPORT, RETRACTION, HAND_OVER, HAND_FILE, OUTCOME -> null;
                        },
                        bounce.condition());
    }

    private CompletableFuture<Void> again(Waiting row) {
        Duration pause = Retries.after(row.attempts());
        return work.outbox().again(row.id(), work.ports().clock().instant().plus(pause));
    }

    /** XEP-0184 §5.3: the receiver's client has the message; that of an offer says nothing of the file. */
    CompletableFuture<Void> received(String sender, String id) {
        return saidTo(sender, id)
                .thenCompose(row -> row.filter(said -> said.kind() == Kind.FILE)
                        .map(said -> move(said, DeliveryState.DELIVERED, null))
                        .orElse(NOTHING));
    }

    /** Moves the offer on, if it may: one that was answered cannot be unreachable any more. */
    private CompletableFuture<Void> move(Waiting row, @Nullable DeliveryState next, @Nullable String problem) {
        OfferId offer = row.offer();
        return offer == null || next == null
                ? NOTHING
                : work.deliveries().advance(offer, next, problem).thenApply(moved -> null);
    }

    private CompletableFuture<Optional<Waiting>> saidTo(String receiver, String id) {
        return id.isEmpty() || id.length() > LONGEST_ID
                ? CompletableFuture.completedFuture(Optional.empty())
                : work.outbox()
                        .find(id)
                        .thenApply(row -> row.filter(said -> said.to().equals(receiver)));
    }
}
