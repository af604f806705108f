package im.sidestream.http;

import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Decided;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.http.page.Form;
import im.sidestream.http.page.OfferPage;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotLinks;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** Pages on which receivers see what they are offered, and decide. */
final class OfferPages {
    private static final String AGAIN = "again";

    private final SlotLinks links;
    private final DeliveryFace face;
    private final FormGuard guard;

    OfferPages(SlotLinks links, DeliveryFace face, FormGuard guard) {
        this.links = links;
        this.face = face;
        this.guard = guard;
    }

    /** Shows an offer, which changes nothing. */
    void show(PageExchange page, OfferId id) {
        var unused = find(id, page)
                .thenCompose(
                        offering -> face.deliveries().blocks(id).thenAccept(blocks -> show(page, offering, blocks)))
                .exceptionally(failure -> {
                    page.fail(failure);
                    return null;
                });
    }

    private CompletableFuture<Offering> find(OfferId id, PageExchange page) {
        return face.deliveries().find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such offer."));
            }
            page.exchange().ownedBy(found.get().delivery().sender().jid());
            return OfferPage.isOver(found.get(), page.exchange().clock().instant())
                    ? CompletableFuture.failedFuture(Refusal.of(Reason.GONE, "This offer is over."))
                    : CompletableFuture.completedFuture(found.get());
        });
    }

    private void show(PageExchange page, Offering offering, boolean blocks) {
        Form form = new Form(offering.offer().id().value(), guard.token(page.exchange()));
        page.show(HttpStatus.OK_200, new OfferPage(page.wording(), form, this::link).of(offering, blocks));
    }

    /** Relative to the page, so that it holds behind any proxy. */
    private URI link(LinkId id, String name) {
        return URI.create("../" + links.base().relativize(links.personal(id, name)));
    }

    /** Takes what a receiver sends off on the page. */
    void take(PageExchange page, OfferId id) {
        Exchange exchange = page.exchange();
        var unused = FormBody.read(exchange.request(), exchange.clock())
                .thenCompose(fields -> decide(exchange, id, fields))
                .thenAccept(counts -> answer(page, id, counts))
                .exceptionally(failure -> {
                    page.fail(failure);
                    return null;
                });
    }

    /** Answers whether what came is what holds now. */
    private CompletableFuture<Boolean> decide(Exchange exchange, OfferId id, Fields fields) {
        String word = fields.getValue("decision");
        Optional<Decision> decision = decision(word);
        if (!guard.isOurs(exchange, fields)) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_ALLOWED, "That did not come from this page."));
        }
        if (AGAIN.equals(word)) {
            // said twice it is no fault
            return face.distributor().askAgain(id).thenApply(was -> true);
        }
        return decision.isEmpty()
                ? CompletableFuture.failedFuture(Refusal.of(Reason.INVALID_REQUEST, "That is no answer."))
                : face.distributor().decideOnPage(id, decision.get()).thenApply(Decided::counts);
    }

    private static Optional<Decision> decision(@Nullable String word) {
        return Optional.ofNullable(word).flatMap(said -> switch (said) {
            case "accept" -> Optional.of(Decision.ACCEPT);
            case "decline" -> Optional.of(Decision.DECLINE);
            case "block" -> Optional.of(Decision.BLOCK);
            default -> Optional.empty();
        });
    }

    private static void answer(PageExchange page, OfferId id, boolean counts) {
        if (counts) {
            page.lead(id.value());
        } else {
            page.say(HttpStatus.CONFLICT_409, "late");
        }
    }
}
