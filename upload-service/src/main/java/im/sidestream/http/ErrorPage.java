package im.sidestream.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is said of requests that the server itself turns away: one sentence, with nothing of the request in it. */
final class ErrorPage implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        FileHeaders.addSafety(response.getHeaders());
        if (Lingering.endsConnection(request)) {
            // what comes next may not be what it seems
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Problem problem = new Problem(response.getStatus(), null, "This request cannot be served.");
        response.write(true, problem.to(request.getHeaders()).in(response.getHeaders()), callback);
        return true;
    }
}
