package im.sidestream.http;

import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.UploadReceiver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The data plane: uploads and downloads. It stands in front of the servlets and hands on what is neither.
 * Paths are read raw, so that no name can change what they mean.
 */
final class FileHandler extends Handler.Wrapper {
    private final SlotLinks links;
    private final UploadReceiver receiver;
    private final Downloads downloads;
    private final Deletion deletion;
    private final FileHeaderCache made = new FileHeaderCache();
    private final StandIn standIn;
    private final Clock clock;
    private final Consumer<Outcome> outcomes;

    /**
     * Wires the handler.
     *
     * @param outcomes is told how each request ended
     */
    FileHandler(
            SlotLinks links,
            UploadReceiver receiver,
            Downloads downloads,
            Deletion deletion,
            StandIn standIn,
            Clock clock,
            Consumer<Outcome> outcomes) {
        this.links = links;
        this.receiver = receiver;
        this.downloads = downloads;
        this.deletion = deletion;
        this.standIn = standIn;
        this.clock = clock;
        this.outcomes = outcomes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        FileHeaders.addSafety(response.getHeaders());
        Optional<FilePath> path =
                FilePath.parse(request.getHttpURI().getPath(), links.base().getPath());
        if (path.isEmpty()) {
            if (HttpMethod.OPTIONS.is(request.getMethod())
                    && "*".equals(request.getHttpURI().getPath())) {
                answerForAll(response, callback);
                return true;
            }
            return super.handle(request, response, callback);
        }
        Exchange exchange = new Exchange(request, response, callback, path.get().id(), clock);
        report(exchange, clock.instant());
        dispatch(path.get().upload(), exchange);
        return true;
    }

    private void dispatch(boolean upload, Exchange exchange) {
        String method = exchange.request().getMethod();
        if (HttpMethod.OPTIONS.is(method)) {
            exchange.headers().put(HttpHeader.ALLOW, allowed(upload));
            Cors.addPreflight(exchange.headers());
            exchange.succeed(HttpStatus.NO_CONTENT_204);
        } else if (upload && HttpMethod.PUT.is(method)) {
            new UploadExchange(exchange, receiver, this::location).begin();
        } else if (!upload && (HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method))) {
            new DownloadExchange(exchange, downloads, made, standIn).begin();
        } else if (!upload && HttpMethod.DELETE.is(method)) {
            new DeleteExchange(exchange, deletion, downloads).begin();
        } else {
            exchange.headers().put(HttpHeader.ALLOW, allowed(upload));
            exchange.refuse(HttpStatus.METHOD_NOT_ALLOWED_405, "This link does not take this method.");
        }
    }

    /** What the service takes at all (RFC 9110 §9.3.7). */
    private static void answerForAll(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.ALLOW, Cors.METHODS);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, null, callback);
    }

    private static String allowed(boolean upload) {
        return upload ? "PUT, OPTIONS" : "GET, HEAD, DELETE, OPTIONS";
    }

    private String location(Upload upload) {
        return links.get(upload.id(), upload.request().name()).toString();
    }

    private void report(Exchange exchange, Instant begun) {
        Request.addCompletionListener(
                exchange.request(), failure -> outcomes.accept(outcome(exchange, begun, failure)));
    }

    private Outcome outcome(Exchange exchange, Instant begun, @Nullable Throwable failure) {
        return new Outcome(
                exchange.request().getMethod(),
                exchange.id().value(),
                exchange.owner(),
                exchange.response().getStatus(),
                exchange.bytes(),
                Duration.between(begun, clock.instant()),
                failure);
    }
}
