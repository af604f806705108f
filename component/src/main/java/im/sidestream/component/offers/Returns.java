package im.sidestream.component.offers;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/** Messages of ours that come back, and those that came: both count from their receiver alone. */
final class Returns {

    private final Correspondence work;

    Returns(Correspondence work) {
        this.work = work;
    }

    /** RFC 6120 §8.3.2: what may pass is tried again, with the same id; everything else ends the offer. */
    CompletableFuture<Void> failed(String sender, Element stanza) {
        String id = stanza.attributeValue("id", "");
        Bounce bounce = Bounce.of(stanza);
        return of(sender, id).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            Waiting row = work.said().find(id).map(SaidIds.Said::row).orElse(null);
            if (bounce.isPassing() && row != null && row.attempts() < Retries.MOST) {
                return again(row);
            }
            DeliveryState end = end(found.get().offer(), row);
            return end == null
                    ? CompletableFuture.completedFuture(null)
                    : work.deliveries()
                            .advance(found.get().offer().id(), end, bounce.condition())
                            .thenApply(done -> null);
        });
    }

    /** What an offer ends as, null where what came back does not end it. */
    private static @Nullable DeliveryState end(Offer offer, @Nullable Waiting row) {
        boolean isFile = row == null ? offer.state() == DeliveryState.SENT : row.kind() == Outbox.Kind.FILE;
        if (isFile) {
            return DeliveryState.FAILED;
        }
        return offer.state() == DeliveryState.PENDING ? DeliveryState.UNREACHABLE : null;
    }

    private CompletableFuture<Void> again(Waiting row) {
        Duration pause = Retries.after(row.attempts());
        return work.outbox().again(row.id(), work.ports().clock().instant().plus(pause));
    }

    /** XEP-0184 §5.3: the receiver's client has the message; that of an offer says nothing of the file. */
    CompletableFuture<Void> received(String sender, String id) {
        return of(sender, id).thenCompose(found -> {
            Optional<SaidIds.Said> said = work.said().find(id);
            boolean isFile = said.isPresent()
                    ? said.get().row().kind() == Outbox.Kind.FILE
                    : found.filter(offering -> offering.offer().state() == DeliveryState.SENT)
                            .isPresent();
            return found.isPresent() && isFile
                    ? work.deliveries()
                            .advance(found.get().offer().id(), DeliveryState.DELIVERED, null)
                            .thenApply(done -> null)
                    : CompletableFuture.completedFuture(null);
        });
    }

    private CompletableFuture<Optional<Offering>> of(String sender, String id) {
        if (id.isEmpty() || id.length() > 64) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        OfferId offer = work.said().find(id).map(SaidIds.Said::offer).orElse(null);
        CompletableFuture<Optional<Offering>> found = offer == null
                ? work.deliveries().ofStanza(id)
                : work.deliveries().find(offer);
        return found.thenApply(
                offering -> offering.filter(each -> each.offer().receiver().equals(sender)));
    }
}
