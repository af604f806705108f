package im.sidestream.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Counts requests of HTTP/2 as connections: one of these has many streams (RFC 9113 §5.1.2), and each of them costs what a
 * connection does. Of HTTP/1.1 a connection has one request at a time.
 */
final class StreamLimit extends Handler.Wrapper {
    private static final long RETRY_SECONDS = 5;

    private final Places places;

    StreamLimit(Places places) {
        this.places = places;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            return super.handle(request, response, callback);
        }
        Request.addCompletionListener(request, failure -> places.giveBack());
        if (places.take()) {
            return super.handle(request, response, callback);
        }
        FileHeaders.addSafety(response.getHeaders());
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, null, "Too many requests run now.");
        response.setStatus(problem.status());
        response.write(true, problem.to(request.getHeaders()).in(response.getHeaders()), callback);
        return true;
    }
}
