package im.sidestream.http;

import im.sidestream.foreign.ForeignLink;
import im.sidestream.foreign.ForeignPut;
import im.sidestream.foreign.ForeignSlot;
import im.sidestream.foreign.ForeignSlots;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.UploadReceiver;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Links that other servers made: one for PUT and GET. Reading them needs no token and is no different from our own. */
final class ForeignFace {
    private static final String METHODS = "GET, HEAD, PUT, OPTIONS";
    private static final String METHODS_WITH_DELETE = "GET, HEAD, PUT, DELETE, OPTIONS";

    private final ForeignSlots slots;
    private final UploadReceiver receiver;
    private final Downloads downloads;
    private final Deletion deletion;

    ForeignFace(ForeignSlots slots, UploadReceiver receiver, Downloads downloads, Deletion deletion) {
        this.slots = slots;
        this.receiver = receiver;
        this.downloads = downloads;
        this.deletion = deletion;
    }

    Optional<ForeignLink> find(Request request) {
        return slots.find(request.getHttpURI().getPath());
    }

    /** Answers whatever does not read. */
    void begin(Exchange exchange, ForeignLink link) {
        String allowed = slots.takesDeletes(link) ? METHODS_WITH_DELETE : METHODS;
        switch (exchange.request().getMethod()) {
            case "PUT" -> upload(exchange, link);
            case "DELETE" -> delete(exchange, link, allowed);
            case "OPTIONS" -> {
                exchange.headers().put(HttpHeader.ALLOW, allowed);
                Cors.addPreflight(exchange.headers());
                exchange.succeed(HttpStatus.NO_CONTENT_204);
            }
            default -> exchange.refuseMethod(allowed);
        }
    }

    private void upload(Exchange exchange, ForeignLink link) {
        String path = String.valueOf(exchange.request().getHttpURI().getPath());
        new UploadExchange(exchange, receiver, new Issued(exchange, link), stored -> path).begin();
    }

    private void delete(Exchange exchange, ForeignLink link, String allowed) {
        if (!slots.takesDeletes(link)) {
            exchange.refuseMethod(allowed);
            return;
        }
        String query = exchange.request().getHttpURI().getQuery();
        new DeleteExchange(exchange, deletion, downloads, () -> slots.requireDelete(link, query)).begin();
    }

    /** A PUT into a slot of which nothing is known here before its token is good. */
    private final class Issued implements Entrance {
        private final Exchange exchange;
        private final ForeignLink link;
        private @Nullable ForeignSlot slot;

        Issued(Exchange exchange, ForeignLink link) {
            this.exchange = exchange;
            this.link = link;
        }

        @Override
        public void requireFit(long length, @Nullable MediaType type) throws Refusal {
            if (length < 0) {
                throw Refusal.of(Reason.LENGTH_REQUIRED, "An upload must declare its length.");
            }
            Request request = exchange.request();
            slot = slots.require(
                    link,
                    new ForeignPut(
                            request.getHttpURI().getQuery(),
                            exchange.bearer(),
                            length,
                            request.getHeaders().get(HttpHeader.CONTENT_TYPE)));
        }

        @Override
        public CompletableFuture<Void> open() {
            return slots.open(Objects.requireNonNull(slot));
        }
    }
}
