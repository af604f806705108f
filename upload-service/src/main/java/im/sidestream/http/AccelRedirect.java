package im.sidestream.http;

import im.sidestream.slot.Purpose;
import im.sidestream.transfer.Download;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Leaves the sending of files to the proxy that asks for them, which has the same directory: the answer names the file in
 * {@code X-Accel-Redirect} and has no body. What may have to be cut off on the way is never left to it, nor what it would
 * judge by validators of its own.
 */
final class AccelRedirect {
    static final String HEADER = "X-Accel-Redirect";

    /** Nobody cuts off what the proxy sends, so a file's end must be further away than any download lasts. */
    private static final Duration LEAST_LEFT = Duration.ofDays(1);

    private final Optional<String> prefix;
    private final Clients clients;

    AccelRedirect(HttpFront front) {
        this.prefix = front.accelRedirect();
        this.clients = new Clients(front);
    }

    /** Returns what the header says where the proxy is to send the file; names in a store need no encoding. */
    Optional<String> target(Request request, Download download, Instant now) {
        if (prefix.isEmpty() || !clients.isByProxy(request) || isConditional(request.getHeaders())) {
            return Optional.empty();
        }
        boolean lasts = download.upload().request().purpose() != Purpose.EPHEMERAL
                && now.plus(LEAST_LEFT).isBefore(download.expiry());
        return lasts ? download.single().map(key -> prefix.get() + key) : Optional.empty();
    }

    /** The proxy would hold these against what it knows of the file. */
    private static boolean isConditional(HttpFields request) {
        return request.contains(HttpHeader.IF_MATCH)
                || request.contains(HttpHeader.IF_UNMODIFIED_SINCE)
                || request.contains(HttpHeader.IF_RANGE);
    }
}
