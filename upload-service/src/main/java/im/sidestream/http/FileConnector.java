package im.sidestream.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** The public port, with what guards its connections. Those without TLS can send files without copying them. */
class FileConnector extends ServerConnector {
    static final int BACKLOG = 4096;

    /** They answer what is remembered themselves, so that one alone would be the limit. */
    private static final int SELECTORS = 2;

    private final boolean plain;

    FileConnector(Server server, HttpSettings settings, SslContextFactory.@Nullable Server context, Places places) {
        super(server, 1, SELECTORS, Protocols.of(settings, context));
        plain = context == null;
        if (settings.listen() instanceof ListenOn.Network network) {
            setHost(network.address().getAddress().getHostAddress());
            setPort(network.address().getPort());
        }
        setAcceptQueueSize(BACKLOG);
        setIdleTimeout(settings.guards().patience().toMillis());
        HttpGuards guards = settings.guards();
        addBean(new ConnectionLimit(guards, places));
        if (settings.front().proxyProtocol()) {
            addBean(new ProxiesOnly(settings.front().proxies()));
            addBean(new ProxiedLimit(guards));
        }
    }

    /** Returns the one that listens where the settings say. */
    static FileConnector of(
            Server server, HttpSettings settings, SslContextFactory.@Nullable Server context, Places places) {
        return settings.listen() instanceof ListenOn.SocketFile file
                ? new SocketFileConnector(server, settings, context, places, file)
                : new FileConnector(server, settings, context, places);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = plain
                ? new FileEndPoint(channel, selector, key, getScheduler())
                : new SocketChannelEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
