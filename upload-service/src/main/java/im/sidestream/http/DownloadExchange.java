package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.ReadLink;
import im.sidestream.transfer.Serving;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A GET or HEAD of a file: conditions first, then one range or the whole (RFC 9110 §13, §14). */
final class DownloadExchange {
    private final Exchange exchange;
    private final ReadLink link;
    private final Sending sending;
    private final Thread server = Thread.currentThread();

    DownloadExchange(Exchange exchange, ReadLink link, Sending sending) {
        this.exchange = exchange;
        this.link = link;
        this.sending = sending;
    }

    /** Begins on the thread that serves many connections, and does there what needs no waiting. */
    void begin() {
        if (link.isNear()) {
            find();
        } else {
            elsewhere(this::find);
        }
    }

    private void find() {
        var unused = link.find().whenComplete(this::found);
    }

    private void elsewhere(Runnable task) {
        exchange.request().getComponents().getExecutor().execute(task);
    }

    private void found(@Nullable Download download, @Nullable Throwable failure) {
        if (download == null) {
            exchange.fail(Objects.requireNonNull(failure));
            return;
        }
        exchange.isAbout(download.upload());
        try {
            answer(download, exchange.clock().instant());
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** Bytes go after their row: if the row is gone by now the file was deleted meanwhile, and else it is lost. */
    private void lookAgain(NoSuchFileException missing) {
        var unused =
                link.findAgain().whenComplete((still, refusal) -> exchange.fail(refusal == null ? missing : refusal));
    }

    private void answer(Download download, Instant now) {
        HttpFields request = exchange.request().getHeaders();
        Conditions conditions = new Conditions(download.stored());
        switch (conditions.evaluate(request)) {
            case FAILED -> exchange.refuse(HttpStatus.PRECONDITION_FAILED_412, Conditions.FAILURE);
            case NOT_MODIFIED -> {
                FileHeaders.addValidators(exchange.headers(), download);
                addCaching(download, now);
                // without it the length of no content would be said, which is not the file's (RFC 9110 §8.6)
                exchange.headers()
                        .put(HttpHeader.CONTENT_LENGTH, download.stored().size());
                exchange.succeed(HttpStatus.NOT_MODIFIED_304);
            }
            case PROCEED ->
                serve(
                        download,
                        now,
                        range(conditions, request, download.stored().size()));
        }
    }

    /** Ranges are for GET alone (RFC 9110 §14.2). */
    private ByteRange.Asked range(Conditions conditions, HttpFields request, long size) {
        boolean heeded = !isHead() && conditions.allowRange(request);
        return ByteRange.parse(heeded ? request.get(HttpHeader.RANGE) : null, size);
    }

    private boolean isHead() {
        return HttpMethod.HEAD.is(exchange.request().getMethod());
    }

    private void serve(Download download, Instant now, ByteRange.Asked asked) {
        long size = download.stored().size();
        HttpFields.Mutable headers = exchange.headers();
        if (asked.unsatisfiable()) {
            headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
            exchange.refuse(HttpStatus.RANGE_NOT_SATISFIABLE_416, "The file has " + size + " bytes.");
            return;
        }
        ByteRange part = asked.range().orElse(new ByteRange(0, size));
        if (isHead() || part.length() == 0) {
            exchange.succeed(describe(download, now, asked, part));
            if (!isHead()) {
                serving(download).sent(0, size);
            }
            return;
        }
        Optional<String> target =
                link.isPersonal() ? Optional.empty() : sending.accel().target(exchange.request(), download, now);
        if (target.isPresent()) {
            leave(download, now, asked, target.get());
            return;
        }
        RetainableByteBuffer body = sending.small().find(download.upload().id());
        if (body != null) {
            send(body, download, now, asked, part);
        } else {
            reader(download).execute(() -> read(download, now, asked, part));
        }
    }

    private Serving serving(Download download) {
        return new Serving(link, download, exchange.clock());
    }

    private void addCaching(Download download, Instant now) {
        if (link.isPersonal()) {
            FileHeaders.addPrivate(exchange.headers());
        } else {
            FileHeaders.addCaching(exchange.headers(), download, now);
        }
    }

    /** Another machine may take its time, and so may the disk, and the system for a large run; the catalog's threads wait for none. */
    private Executor reader(Download download) {
        if (!download.isLocal()) {
            return download.threads();
        }
        boolean servesOthers = link.isPersonal() || Thread.currentThread() == server;
        return servesOthers && !sending.small().isNear(download)
                ? exchange.request().getComponents().getExecutor()
                : Runnable::run;
    }

    private void read(Download download, Instant now, ByteRange.Asked asked, ByteRange part) {
        try {
            if (link.isPersonal() || !redirect(download, now)) {
                open(download, now, asked, part);
            }
        } catch (NoSuchFileException e) {
            lookAgain(e);
        } catch (Refusal | IOException | RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** Sends whoever asks to the store itself, where it hands out such files (house plan §4.20). */
    private boolean redirect(Download download, Instant now) throws IOException {
        SlotRequest request = download.upload().request();
        Optional<String> disposition = Disposition.elsewhere(request.name(), request.servedType());
        Optional<URI> link = disposition.isPresent() ? download.link(disposition.get(), now) : Optional.empty();
        link.ifPresent(uri -> {
            FileHeaders.addNotCached(exchange.headers());
            exchange.headers().put(HttpHeader.LOCATION, uri.toString());
            exchange.succeed(HttpStatus.TEMPORARY_REDIRECT_307);
        });
        return link.isPresent();
    }

    /** Bytes are opened first: where they are missing, no header may speak of them. */
    private void open(Download download, Instant now, ByteRange.Asked asked, ByteRange part)
            throws IOException, Refusal {
        if (download.stored().size() <= SmallBodies.LONGEST) {
            send(sending.small().read(download), download, now, asked, part);
            return;
        }
        BodySender sender = BodySender.open(exchange, serving(download), part, sending.standIn());
        exchange.response().setStatus(describe(download, now, asked, part));
        sender.iterate();
    }

    private void send(
            RetainableByteBuffer body, Download download, Instant now, ByteRange.Asked asked, ByteRange part) {
        Serving serving = serving(download);
        if (!serving.mayGoOn()) {
            body.release();
            exchange.fail(Downloads.gone());
            return;
        }
        ByteBuffer bytes = body.getByteBuffer().slice((int) part.start(), (int) part.length());
        exchange.response().setStatus(describe(download, now, asked, part));
        exchange.response().write(true, bytes, Callback.from(() -> sent(body, serving, part), failure -> {
            body.release();
            serving.sent(part.start(), part.start() + bytes.position());
            exchange.fail(failure);
        }));
    }

    private void sent(RetainableByteBuffer body, Serving serving, ByteRange part) {
        body.release();
        exchange.moved(part.length());
        serving.sent(part.start(), part.start() + part.length());
        exchange.finished();
    }

    /** Leaves the bytes to the proxy in front, the choice of a range too: to the file's end, they count as sent. */
    private void leave(Download download, Instant now, ByteRange.Asked asked, String target) {
        describe(download, now, asked, new ByteRange(0, 0));
        HttpFields.Mutable headers = exchange.headers();
        headers.remove(HttpHeader.CONTENT_RANGE);
        // the proxy says that of itself
        headers.remove(HttpHeader.ACCEPT_RANGES);
        headers.put(AccelRedirect.HEADER, target);
        exchange.succeed(HttpStatus.OK_200);
        long size = download.stored().size();
        serving(download).sent(0, asked.range().map(ByteRange::end).orElse(size));
    }

    /** Adds the headers of 200 or 206 and returns which of them it is. */
    private int describe(Download download, Instant now, ByteRange.Asked asked, ByteRange part) {
        HttpFields.Mutable headers = exchange.headers();
        FileHeaders.addRepresentation(headers, sending.made().of(download));
        addCaching(download, now);
        headers.put(HttpHeader.CONTENT_LENGTH, part.length());
        DigestFields.heed(
                exchange.request().getHeaders(), headers, asked.range().isEmpty() && !isHead());
        if (asked.range().isEmpty()) {
            return HttpStatus.OK_200;
        }
        headers.put(
                HttpHeader.CONTENT_RANGE, part.contentRange(download.stored().size()));
        return HttpStatus.PARTIAL_CONTENT_206;
    }
}
