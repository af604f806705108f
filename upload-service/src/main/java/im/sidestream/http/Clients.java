package im.sidestream.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Tells who asks: whom the connection is from, or whom a trusted proxy asks for. */
final class Clients {
    private final Predicate<InetAddress> proxies;

    Clients(HttpFront front) {
        this.proxies = front.proxies();
    }

    /** Returns the client's address, or null where nobody trusted tells it. */
    @Nullable
    InetAddress of(Request request) {
        InetAddress peer = peer(request);
        return isByProxy(request) ? ForwardedFor.client(request.getHeaders(), peer, proxies) : peer;
    }

    /** Returns whether what a request says of other clients is believed: a Unix socket's file says who may write to it. */
    boolean isByProxy(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        InetAddress peer = address(remote);
        return peer == null ? remote instanceof UnixDomainSocketAddress : proxies.test(peer);
    }

    /** Returns whom the connection is from, or null where that is no network. */
    static @Nullable InetAddress peer(Request request) {
        return address(request.getConnectionMetaData().getRemoteSocketAddress());
    }

    private static @Nullable InetAddress address(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress network ? network.getAddress() : null;
    }
}
