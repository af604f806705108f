package im.sidestream.http;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.http.page.Form;
import im.sidestream.http.page.ReportPage;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** Pages on which senders see what became of their deliveries, and take them back. */
final class ReportPages {
    private static final int ROWS = 200;
    private static final Pattern AFTER = Pattern.compile("after=([A-Za-z0-9._~-]{1,100})");

    private final DeliveryFace face;
    private final FormGuard guard;

    ReportPages(DeliveryFace face, FormGuard guard) {
        this.face = face;
        this.guard = guard;
    }

    /** Shows a delivery, from where the query says, which changes nothing. */
    void show(PageExchange page, DeliveryId id) {
        var unused = find(id, page.exchange())
                .thenCompose(delivery -> show(page, delivery))
                .exceptionally(failure -> {
                    page.fail(failure);
                    return null;
                });
    }

    private CompletableFuture<Delivery> find(DeliveryId id, Exchange exchange) {
        return face.deliveries().find(id).thenCompose(found -> {
            found.ifPresent(delivery -> exchange.ownedBy(delivery.sender().jid()));
            return found.map(CompletableFuture::completedFuture)
                    .orElseGet(() ->
                            CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such delivery.")));
        });
    }

    private CompletableFuture<Void> show(PageExchange page, Delivery delivery) {
        String after = after(page.exchange().request());
        Form form = new Form(place(delivery.id(), after), guard.token(page.exchange()));
        return face.deliveries()
                .summary(delivery.id())
                .thenCombine(
                        face.deliveries().offers(delivery.id(), after, ROWS),
                        (summary, offers) -> new ReportPage(page.wording(), form).of(delivery, summary, offers))
                .thenAccept(text -> page.show(HttpStatus.OK_200, text));
    }

    /** Returns where the list goes on; what was added to the page's address by others says nothing of that. */
    private static @Nullable String after(Request request) {
        Matcher query =
                AFTER.matcher(Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""));
        return query.matches() ? query.group(1) : null;
    }

    private static String place(DeliveryId id, @Nullable String after) {
        return after == null ? id.value() : id + "?after=" + after;
    }

    /** Takes back what the sender says: one receiver's, or all. */
    void take(PageExchange page, DeliveryId id) {
        Exchange exchange = page.exchange();
        var unused = FormBody.read(exchange.request(), exchange.clock())
                .thenCompose(fields -> withdraw(exchange, id, fields))
                .thenAccept(count -> page.lead(place(id, after(exchange.request()))))
                .exceptionally(failure -> {
                    page.fail(failure);
                    return null;
                });
    }

    private CompletableFuture<Long> withdraw(Exchange exchange, DeliveryId id, Fields fields) {
        if (!guard.isOurs(exchange, fields)) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_ALLOWED, "That did not come from this page."));
        }
        String receiver = fields.getValue("receiver");
        boolean all = "yes".equals(fields.getValue("all"));
        if (all == (receiver != null)) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.INVALID_REQUEST, "That is no answer."));
        }
        return find(id, exchange).thenCompose(delivery -> face.distributor().withdraw(delivery.sender(), id, receiver));
    }
}
