package im.sidestream.http;

import im.sidestream.http.page.Frame;
import im.sidestream.http.page.Wording;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** A request for a page and its answer, which people read: always a page, in their language. */
final class PageExchange {
    private static final HttpField POLICY = new PreEncodedHttpField("Content-Security-Policy", Frame.POLICY);
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final HttpField NOT_INDEXED =
            new PreEncodedHttpField("X-Robots-Tag", "noindex, nofollow, noarchive");
    private static final HttpField NOT_SHARED = new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin");
    private static final HttpField ALONE = new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin");
    private static final HttpField NOT_CACHED = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
    private static final HttpField VARIES = new PreEncodedHttpField(HttpHeader.VARY, "Accept-Language, Cookie");

    private final Exchange exchange;
    private final Wording wording;

    PageExchange(Exchange exchange) {
        this.exchange = exchange;
        this.wording = Wording.of(exchange.request().getHeaders().getQualityCSV(HttpHeader.ACCEPT_LANGUAGE));
        // files may be read by pages of any origin; these must not be, and have another policy
        Cors.removeFrom(exchange.headers());
        for (HttpField field : List.of(POLICY, NO_SNIFF, NO_REFERRER, NOT_INDEXED, NOT_SHARED, ALONE, NOT_CACHED)) {
            exchange.headers().put(field);
        }
    }

    Exchange exchange() {
        return exchange;
    }

    Wording wording() {
        return wording;
    }

    /** Shows a page. */
    void show(int status, String page) {
        HttpFields.Mutable headers = exchange.headers();
        headers.put(TYPE);
        headers.put(VARIES);
        headers.put(HttpHeader.CONTENT_LANGUAGE, wording.language());
        ByteBuffer body = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
        exchange.show(status, body);
    }

    /** Says one thing, on a page of its own. */
    void say(int status, String key) {
        show(status, Frame.notice(wording, key));
    }

    /** Sends the reader on to see what became of a form; {@code where} is relative to the page. */
    void lead(String where) {
        exchange.headers().put(HttpHeader.LOCATION, where);
        exchange.succeed(HttpStatus.SEE_OTHER_303);
    }

    /** Answers what went wrong; a refusal is normal work, anything else is logged as a fault. */
    void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BrokenBody) {
            // nobody is there to read an answer
            exchange.breakOff(cause);
        } else if (cause instanceof Refusal refusal) {
            refuse(refusal);
        } else {
            exchange.fail(cause);
        }
    }

    private void refuse(Refusal refusal) {
        int status = RefusalStatus.of(refusal.reason());
        if (refusal.reason() == Reason.UNAVAILABLE) {
            exchange.headers().put(HttpHeader.RETRY_AFTER, Exchange.RETRY.toSeconds());
        }
        say(
                status,
                switch (refusal.reason()) {
                    case NOT_FOUND -> "missing";
                    case GONE -> "gone";
                    case NOT_ALLOWED, TOKEN_INVALID -> "refused";
                    case UNAVAILABLE -> "unavailable";
                    default -> "nonsense";
                });
    }
}
