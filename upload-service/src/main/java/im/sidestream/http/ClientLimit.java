package im.sidestream.http;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, and holds clients behind a proxy to what others are held to by their connections: all of theirs are the proxy's, so that their
 * requests under way are counted instead.
 */
final class ClientLimit extends Handler.Wrapper {
    private static final String CLIENT = "im.sidestream.client";
    private static final long RETRY_SECONDS = 5;

    private final Clients clients;
    private final AddressCounts running;
    private final Predicate<InetAddress> exempt;

    ClientLimit(Clients clients, HttpGuards guards) {
        this.clients = clients;
        this.running = new AddressCounts(guards.connectionsPerAddress());
        this.exempt = guards.trusted();
    }

    /** Returns who was found to ask, or null where nobody trusted tells it. */
    static @Nullable InetAddress client(Request request) {
        return request.getAttribute(CLIENT) instanceof InetAddress client ? client : null;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        InetAddress client = clients.of(request);
        request.setAttribute(CLIENT, client);
        if (client == null || client.equals(Clients.peer(request)) || exempt.test(client)) {
            return super.handle(request, response, callback);
        }
        Request.addCompletionListener(request, failure -> running.giveBack(client));
        if (running.take(client)) {
            return super.handle(request, response, callback);
        }
        FileHeaders.addSafety(response.getHeaders());
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
        Problem problem =
                new Problem(HttpStatus.TOO_MANY_REQUESTS_429, null, "Too many requests of this address run now.");
        response.setStatus(problem.status());
        response.write(true, problem.to(request.getHeaders()).in(response.getHeaders()), callback);
        return true;
    }
}
