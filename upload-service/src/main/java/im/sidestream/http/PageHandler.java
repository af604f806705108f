package im.sidestream.http;

import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.OfferId;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.SlotLinks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Pages for people: offers, which receivers decide on, and reports, which senders read. To look changes nothing, since
 * programs look, too: whatever changes is a form that is sent off. Hands on what is no page.
 */
final class PageHandler extends Handler.Wrapper {
    private static final String ROOTS = SlotLinks.OFFERS + SlotLinks.REPORTS;
    private static final String METHODS = "GET, HEAD, POST, OPTIONS";

    private final List<String> prefixes;
    private final OfferPages offers;
    private final ReportPages reports;
    private final Clock clock;
    private final RunningRequests running;

    /**
     * Wires the handler.
     *
     * @param rest gets what is no page
     * @param running is told of each request
     */
    PageHandler(
            Handler rest, PublicLinks links, DeliveryFace face, FormGuard guard, Clock clock, RunningRequests running) {
        super(rest);
        this.prefixes = links.paths();
        this.offers = new OfferPages(links.standard(), face, guard);
        this.reports = new ReportPages(face, guard);
        this.clock = clock;
        this.running = running;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Optional<FilePath> path =
                FilePath.parse(request.getHttpURI().getPath(), prefixes, ROOTS).filter(page -> isWhole(page, request));
        if (path.isEmpty()) {
            return super.handle(request, response, callback);
        }
        Exchange exchange = new Exchange(request, response, callback, path.get().id(), clock).secret();
        running.follow(exchange, false);
        begin(new PageExchange(exchange), path.get().isUnder(SlotLinks.OFFERS));
        return true;
    }

    /** What a page leads to is named relative to it, so nothing may follow the id. */
    private static boolean isWhole(FilePath page, Request request) {
        return request.getHttpURI().getPath().endsWith("/" + page.id());
    }

    private void begin(PageExchange page, boolean offer) {
        String id = page.exchange().id().value();
        switch (page.exchange().request().getMethod()) {
            case "GET", "HEAD" -> {
                if (offer) {
                    offers.show(page, new OfferId(id));
                } else {
                    reports.show(page, new DeliveryId(id));
                }
            }
            case "POST" -> {
                if (offer) {
                    offers.take(page, new OfferId(id));
                } else {
                    reports.take(page, new DeliveryId(id));
                }
            }
            case "OPTIONS" -> {
                page.exchange().headers().put(HttpHeader.ALLOW, METHODS);
                page.exchange().succeed(HttpStatus.NO_CONTENT_204);
            }
            default -> {
                page.exchange().headers().put(HttpHeader.ALLOW, METHODS);
                page.say(HttpStatus.METHOD_NOT_ALLOWED_405, "nonsense");
            }
        }
    }
}
