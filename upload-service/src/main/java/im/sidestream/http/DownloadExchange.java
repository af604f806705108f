package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A GET or HEAD of a file: conditions first, then one range or the whole (RFC 9110 §13, §14). */
final class DownloadExchange {
    private final Exchange exchange;
    private final Downloads downloads;
    private final FileHeaderCache made;
    private final StandIn standIn;

    DownloadExchange(Exchange exchange, Downloads downloads, FileHeaderCache made, StandIn standIn) {
        this.made = made;
        this.exchange = exchange;
        this.downloads = downloads;
        this.standIn = standIn;
    }

    void begin() {
        var unused = downloads.find(exchange.id()).whenComplete(this::found);
    }

    private void found(@Nullable Download download, @Nullable Throwable failure) {
        if (download == null) {
            exchange.fail(Objects.requireNonNull(failure));
            return;
        }
        exchange.ownedBy(download.upload().request().owner());
        try {
            answer(download, downloads.clock().instant());
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** Bytes go after their row: if the row is gone by now the file was deleted meanwhile, and else it is lost. */
    private void lookAgain(NoSuchFileException missing) {
        var unused = downloads
                .findAgain(exchange.id())
                .whenComplete((still, refusal) -> exchange.fail(refusal == null ? missing : refusal));
    }

    private void answer(Download download, Instant now) {
        HttpFields request = exchange.request().getHeaders();
        Conditions conditions = Conditions.of(download.stored());
        switch (conditions.evaluate(request)) {
            case FAILED -> exchange.refuse(HttpStatus.PRECONDITION_FAILED_412, Conditions.FAILURE);
            case NOT_MODIFIED -> {
                FileHeaders.addValidators(exchange.headers(), download, now);
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
                downloads.serve(download).sent(size);
            }
            return;
        }
        if (!redirect(download, now)) {
            download.threads().execute(() -> send(download, now, asked, part));
        }
    }

    /** Sends whoever asks to the store itself, where it hands out such files (house plan §4.20). */
    private boolean redirect(Download download, Instant now) {
        SlotRequest request = download.upload().request();
        try {
            Optional<String> disposition = Disposition.elsewhere(request.name(), request.servedType());
            Optional<URI> link = disposition.isPresent() ? download.link(disposition.get(), now) : Optional.empty();
            link.ifPresent(uri -> {
                FileHeaders.addNotCached(exchange.headers());
                exchange.headers().put(HttpHeader.LOCATION, uri.toString());
                exchange.succeed(HttpStatus.TEMPORARY_REDIRECT_307);
            });
            return link.isPresent();
        } catch (IOException e) {
            exchange.fail(e);
            return true;
        }
    }

    private void send(Download download, Instant now, ByteRange.Asked asked, ByteRange part) {
        try {
            // opened first: where the bytes are missing, no header may speak of them
            BodySender sender = BodySender.open(exchange, downloads.serve(download), part, standIn);
            exchange.response().setStatus(describe(download, now, asked, part));
            sender.iterate();
        } catch (NoSuchFileException e) {
            lookAgain(e);
        } catch (Refusal | IOException | RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** Adds the headers of 200 or 206 and returns which of them it is. */
    private int describe(Download download, Instant now, ByteRange.Asked asked, ByteRange part) {
        HttpFields.Mutable headers = exchange.headers();
        FileHeaders.addRepresentation(headers, download, made.of(download), now);
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
