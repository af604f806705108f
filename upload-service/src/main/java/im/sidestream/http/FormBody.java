package im.sidestream.http;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** Reads the form that a page sends: it is short, and comes soon or not at all. */
final class FormBody implements Runnable {
    private static final String TYPE = "application/x-www-form-urlencoded";
    private static final int LONGEST = 4 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Request request;
    private final Clock clock;
    private final Instant end;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Fields> fields = new CompletableFuture<>();

    private FormBody(Request request, Clock clock) {
        this.request = request;
        this.clock = clock;
        this.end = clock.instant().plus(PATIENCE);
    }

    /**
     * Reads the fields. The future fails with a {@link Refusal}: {@link Reason#TYPE_NOT_ACCEPTED} for what is no form,
     * {@link Reason#FILE_TOO_LARGE}, {@link Reason#INVALID_REQUEST} for what cannot be decoded; with a
     * {@link TimeoutException} for what comes too slowly, and with a {@link BrokenBody} where it does not come to its end.
     */
    static CompletableFuture<Fields> read(Request request, Clock clock) {
        FormBody body = new FormBody(request, clock);
        if (!isForm(request)) {
            body.refuse(Reason.TYPE_NOT_ACCEPTED, "This is no form of this page.");
        } else if (request.getLength() > LONGEST) {
            body.tooLong();
        } else {
            body.run();
        }
        return body.fields;
    }

    private static boolean isForm(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null
                && type.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT).equals(TYPE);
    }

    @Override
    public void run() {
        while (!fields.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            fields.completeExceptionally(new BrokenBody(chunk.getFailure()));
            return;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        boolean fits = body.size() + bytes.remaining() <= LONGEST;
        while (fits && bytes.hasRemaining()) {
            body.write(bytes.get());
        }
        chunk.release();
        if (!fits) {
            tooLong();
        } else if (chunk.isLast()) {
            decode();
        } else if (clock.instant().isAfter(end)) {
            fields.completeExceptionally(new TimeoutException("a form takes too long"));
        }
    }

    private void decode() {
        Fields decoded = new Fields();
        try {
            UrlEncoded.decodeTo(body.toString(StandardCharsets.UTF_8), decoded::add, StandardCharsets.UTF_8);
            fields.complete(decoded);
        } catch (IllegalArgumentException e) {
            refuse(Reason.INVALID_REQUEST, "This is no form of this page.");
        }
    }

    private void tooLong() {
        fields.completeExceptionally(Refusal.tooLarge(LONGEST));
    }

    private void refuse(Reason reason, String message) {
        fields.completeExceptionally(Refusal.of(reason, message));
    }
}
