package im.sidestream.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections of an address that has many of them, and those that are too many in all, before anything is read or
 * spent.
 */
final class ConnectionLimit implements SelectorManager.AcceptListener {
    private final Places places;
    private final Set<SelectableChannel> all = ConcurrentHashMap.newKeySet();
    private final AddressCounts open;
    private final Predicate<InetAddress> exempt;
    private final Map<SelectableChannel, InetAddress> counted = new ConcurrentHashMap<>();

    ConnectionLimit(HttpGuards guards, Places places) {
        this.places = places;
        this.open = new AddressCounts(guards.connectionsPerAddress());
        this.exempt = guards.trusted();
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        all.add(channel);
        if (!places.take()) {
            IO.close(channel);
            return;
        }
        InetAddress address = address(channel);
        if (address == null || exempt.test(address)) {
            return;
        }
        counted.put(channel, address);
        if (!open.take(address)) {
            // what is closed now is not registered, and onAcceptFailed follows
            IO.close(channel);
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable failure) {
        forget(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        forget(channel);
    }

    private void forget(SelectableChannel channel) {
        if (all.remove(channel)) {
            places.giveBack();
        }
        InetAddress address = counted.remove(channel);
        if (address != null) {
            open.giveBack(address);
        }
    }

    /** Returns whom a connection is from, or null where that is no network. */
    static @Nullable InetAddress address(SelectableChannel channel) {
        try {
            return channel instanceof SocketChannel socket
                            && socket.getRemoteAddress() instanceof InetSocketAddress remote
                    ? remote.getAddress()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }
}
