package im.sidestream.http;

import im.sidestream.slot.LinkId;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.SlotLinks;
import im.sidestream.transfer.PersonalDownloads;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Links of single receivers: read like files, by nobody else's leave, and never written. Hands on what is none. */
final class PersonalHandler extends Handler.Wrapper {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private final List<String> prefixes;
    private final PersonalDownloads downloads;
    private final Sending sending;
    private final Clock clock;
    private final RunningRequests running;

    /**
     * Wires the handler.
     *
     * @param rest gets what is no such link
     * @param running is told of each request
     */
    PersonalHandler(
            Handler rest,
            PublicLinks links,
            PersonalDownloads downloads,
            Sending sending,
            Clock clock,
            RunningRequests running) {
        super(rest);
        this.prefixes = links.paths();
        this.downloads = downloads;
        this.sending = sending;
        this.clock = clock;
        this.running = running;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Optional<FilePath> path = FilePath.parse(request.getHttpURI().getPath(), prefixes, SlotLinks.PERSONAL);
        if (path.isEmpty()) {
            return super.handle(request, response, callback);
        }
        Exchange exchange = new Exchange(request, response, callback, path.get().id(), clock).secret();
        running.follow(exchange, false);
        begin(exchange);
        return true;
    }

    private void begin(Exchange exchange) {
        switch (exchange.request().getMethod()) {
            case "GET", "HEAD" -> {
                LinkId id = new LinkId(exchange.id().value());
                new DownloadExchange(exchange, downloads.link(id), sending).begin();
            }
            case "OPTIONS" -> {
                exchange.headers().put(HttpHeader.ALLOW, METHODS);
                Cors.addPreflight(exchange.headers());
                exchange.succeed(HttpStatus.NO_CONTENT_204);
            }
            default -> exchange.refuseMethod(METHODS);
        }
    }
}
