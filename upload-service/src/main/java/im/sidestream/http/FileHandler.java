package im.sidestream.http;

import im.sidestream.foreign.ForeignLink;
import im.sidestream.foreign.ForeignSlots;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.ResumableUploads;
import im.sidestream.transfer.UploadReceiver;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The data plane: uploads and downloads. It stands in front of the servlets and hands on what is neither.
 * Paths are read raw, so that no name can change what they mean.
 */
final class FileHandler extends Handler.Wrapper {
    private static final String ROOTS = SlotLinks.UPLOADS + SlotLinks.FILES;
    private static final String OTHER_ROOTS = SlotLinks.PERSONAL + SlotLinks.OFFERS + SlotLinks.REPORTS;
    private static final String UPLOAD_METHODS = "PUT, PATCH, HEAD, DELETE, OPTIONS";
    private static final String DOWNLOAD_METHODS = "GET, HEAD, DELETE, OPTIONS";

    private final PublicLinks links;
    private final List<String> prefixes;
    private final UploadReceiver receiver;
    private final ResumableUploads resumable;
    private final Downloads downloads;
    private final Deletion deletion;
    private final ForeignFace foreign;
    private final Sending sending;
    private final Clock clock;
    private final RunningRequests running;

    /**
     * Wires the handler.
     *
     * @param foreign what other servers issued
     * @param running is told of each request
     */
    FileHandler(
            PublicLinks links,
            UploadReceiver receiver,
            Downloads downloads,
            Deletion deletion,
            ForeignSlots foreign,
            Sending sending,
            Clock clock,
            RunningRequests running) {
        this.links = links;
        this.prefixes = links.paths();
        this.receiver = receiver;
        this.resumable = new ResumableUploads(receiver);
        this.downloads = downloads;
        this.deletion = deletion;
        this.foreign = new ForeignFace(foreign, receiver, downloads, deletion);
        this.sending = sending;
        this.clock = clock;
        this.running = running;
    }

    /** Downloads of what is remembered are answered by the thread that reads requests; everything else by another. */
    @Override
    public InvocationType getInvocationType() {
        return sending.inReader() ? InvocationType.NON_BLOCKING : InvocationType.BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        FileHeaders.addSafety(response.getHeaders());
        Optional<FilePath> path = FilePath.parse(request.getHttpURI().getPath(), prefixes, ROOTS);
        if (path.isPresent()) {
            Exchange exchange = exchange(request, response, callback, path.get().id());
            boolean upload = path.get().isUnder(SlotLinks.UPLOADS);
            running.follow(exchange, upload);
            answer(exchange, upload, () -> begin(exchange, upload));
            return true;
        }
        Optional<ForeignLink> link = isOurs(request) ? Optional.empty() : foreign.find(request);
        if (link.isPresent()) {
            Exchange exchange = exchange(request, response, callback, link.get().id());
            running.follow(exchange, !isRead(request));
            answer(exchange, false, () -> foreign.begin(exchange, link.get()));
            return true;
        }
        elsewhere(request, response, callback);
        return true;
    }

    /** What is served behind this handler, wherever other servers' slots are. */
    private boolean isOurs(Request request) {
        return FilePath.parse(request.getHttpURI().getPath(), prefixes, OTHER_ROOTS)
                .isPresent();
    }

    private Exchange exchange(Request request, Response response, Callback callback, SlotId id) {
        return new Exchange(request, response, callback, id, clock);
    }

    /** Reads here, where that needs no waiting; everything else may wait, and does so elsewhere. */
    private void answer(Exchange exchange, boolean upload, Runnable other) {
        Request request = exchange.request();
        if (!upload && isRead(request)) {
            new DownloadExchange(exchange, downloads.link(exchange.id()), sending).begin();
        } else {
            request.getComponents().getExecutor().execute(() -> {
                try {
                    other.run();
                } catch (RuntimeException e) {
                    exchange.fail(e);
                }
            });
        }
    }

    private static boolean isRead(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private void elsewhere(Request request, Response response, Callback callback) {
        if (HttpMethod.OPTIONS.is(request.getMethod())
                && "*".equals(request.getHttpURI().getPath())) {
            answerForAll(response, callback);
        } else {
            request.getComponents().getExecutor().execute(() -> noLink(request, response, callback));
        }
    }

    private void noLink(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    private void begin(Exchange exchange, boolean upload) {
        if (upload) {
            upload(exchange);
        } else {
            download(exchange);
        }
    }

    private void upload(Exchange exchange) {
        Request request = exchange.request();
        switch (asked(request)) {
            case "PUT" -> {
                if (Dialect.isCreation(request.getHeaders())) {
                    append(exchange);
                } else {
                    new UploadExchange(exchange, receiver, entrance(exchange), this::location).begin();
                }
            }
            case "PATCH" -> append(exchange);
            case "HEAD" -> new OffsetExchange(exchange, receiver, resumable, clock).begin();
            case "DELETE" -> new CancelExchange(exchange, receiver, resumable).begin();
            case "OPTIONS" -> {
                exchange.headers().put(HttpHeader.ALLOW, UPLOAD_METHODS);
                Cors.addPreflight(exchange.headers());
                ResumeHeaders.addOptions(exchange.headers());
                exchange.succeed(HttpStatus.NO_CONTENT_204);
            }
            default -> exchange.refuseMethod(UPLOAD_METHODS);
        }
    }

    private Entrance entrance(Exchange exchange) {
        return (length, type) -> receiver.requireFit(exchange.id(), exchange.token(), length, type);
    }

    /** Clients that can send no PATCH name it beside another method (tus 1.0.0 "X-HTTP-Method-Override"). */
    private static String asked(Request request) {
        String override = request.getHeaders().get("X-HTTP-Method-Override");
        boolean meant = HttpMethod.POST.is(request.getMethod()) && override != null;
        return meant ? override : request.getMethod();
    }

    private void append(Exchange exchange) {
        new AppendExchange(exchange, receiver, resumable, new AppendAnswers(exchange, links, clock)).begin();
    }

    private void download(Exchange exchange) {
        String method = exchange.request().getMethod();
        if (HttpMethod.OPTIONS.is(method)) {
            exchange.headers().put(HttpHeader.ALLOW, DOWNLOAD_METHODS);
            Cors.addPreflight(exchange.headers());
            exchange.succeed(HttpStatus.NO_CONTENT_204);
        } else if (HttpMethod.DELETE.is(method)) {
            new DeleteExchange(
                            exchange, deletion, downloads, () -> deletion.requireToken(exchange.id(), exchange.token()))
                    .begin();
        } else {
            exchange.refuseMethod(DOWNLOAD_METHODS);
        }
    }

    /** What the service takes at all (RFC 9110 §9.3.7). */
    private static void answerForAll(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.ALLOW, Cors.METHODS);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, null, callback);
    }

    private String location(Upload upload) {
        return links.of(upload).get(upload.id(), upload.request().name()).toString();
    }
}
