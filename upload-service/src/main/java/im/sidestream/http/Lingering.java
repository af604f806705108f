package im.sidestream.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Reads and forgets what a client still sends after it was refused. A connection closed with unread bytes is reset, and a
 * reset can destroy the answer before the client reads it (RFC 9112 §9.6). In HTTP/2 some clients read no answer before they
 * could send what they have.
 */
final class Lingering implements Runnable {
    private static final long MOST = 4L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Request request;
    private final Clock clock;
    private final Callback callback;
    private final Instant end;
    private long read;

    private Lingering(Request request, Clock clock, Callback callback) {
        this.request = request;
        this.clock = clock;
        this.callback = callback;
        this.end = clock.instant().plus(LONGEST);
    }

    /** Returns whether the client is sending a body. One that waits for 100 (Continue) is not. */
    static boolean isNeeded(Request request) {
        var headers = request.getHeaders();
        // in HTTP/2 a body needs neither: whether there is one is seen when it is read (RFC 9113 §8.1.1)
        boolean unsaid = request.getLength() < 0 && !endsConnection(request);
        boolean body = request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING) || unsaid;
        return body && !headers.contains(HttpHeader.EXPECT);
    }

    /** Returns whether nothing can follow on this connection: in HTTP/2 a stream ends alone. */
    static boolean endsConnection(Request request) {
        return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
    }

    /** Reads until the body's end or a limit, then completes {@code callback}. */
    static void begin(Request request, Clock clock, Callback callback) {
        if (endsConnection(request)) {
            // so its patience may end, too
            request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(LONGEST.toMillis());
        }
        new Lingering(request, clock, callback).run();
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (isOver(chunk)) {
                callback.succeeded();
                return;
            }
        }
    }

    private boolean isOver(Content.Chunk chunk) {
        boolean failed = Content.Chunk.isFailure(chunk);
        read += chunk.remaining();
        chunk.release();
        return failed || chunk.isLast() || read > MOST || clock.instant().isAfter(end);
    }
}
