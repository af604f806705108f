package im.sidestream.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections of an address that has many of them, before anything is read or spent. Whoever has an IPv6 address has
 * a whole network of 64 bits, which counts as one.
 */
final class ConnectionLimit implements SelectorManager.AcceptListener {
    private static final int NETWORK_BYTES = 8;
    private static final int ADDRESS_BYTES = 16;

    private final long most;
    private final Predicate<InetAddress> exempt;
    private final Map<SelectableChannel, InetAddress> counted = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

    /**
     * Limits connections.
     *
     * @param most how many one address may have
     * @param exempt who may have any number
     */
    ConnectionLimit(long most, Predicate<InetAddress> exempt) {
        this.most = most;
        this.exempt = exempt;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        InetAddress address = address(channel);
        if (address == null || exempt.test(address)) {
            return;
        }
        InetAddress network = network(address);
        counted.put(channel, network);
        if (open.merge(network, 1, Integer::sum) > most) {
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
        InetAddress network = counted.remove(channel);
        if (network != null) {
            open.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private static @Nullable InetAddress address(SelectableChannel channel) {
        try {
            return channel instanceof SocketChannel socket
                            && socket.getRemoteAddress() instanceof InetSocketAddress remote
                    ? remote.getAddress()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns what counts as one with {@code address}. */
    static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        try {
            byte[] prefix = Arrays.copyOf(address.getAddress(), NETWORK_BYTES);
            return InetAddress.getByAddress(Arrays.copyOf(prefix, ADDRESS_BYTES));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("16 bytes are an address", e);
        }
    }
}
