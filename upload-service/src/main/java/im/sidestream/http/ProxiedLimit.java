package im.sidestream.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;

/**
 * Closes connections of an address that has many of them, where a proxy says whose they are (PROXY protocol).
 */
final class ProxiedLimit implements Connection.Listener {
    private final AddressCounts open;
    private final Predicate<InetAddress> exempt;

    ProxiedLimit(HttpGuards guards) {
        this.open = new AddressCounts(guards.connectionsPerAddress());
        this.exempt = guards.trusted();
    }

    @Override
    public void onOpened(Connection connection) {
        counted(connection)
                .filter(address -> !open.take(address))
                .ifPresent(address -> connection.getEndPoint().close());
    }

    @Override
    public void onClosed(Connection connection) {
        counted(connection).ifPresent(open::giveBack);
    }

    /** Returns whose connection counts here: what is inside of it, behind TLS, has another end point. */
    private Optional<InetAddress> counted(Connection connection) {
        return connection.getEndPoint() instanceof ProxyEndPoint proxied
                        && proxied.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? Optional.of(remote.getAddress()).filter(address -> !exempt.test(address))
                : Optional.empty();
    }
}
