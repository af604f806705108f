package im.sidestream.http;

import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many of something each address has now. Whoever has an IPv6 address has a whole network of 64 bits, which counts as
 * one. Thread-safe.
 */
final class AddressCounts {
    private static final int NETWORK_BYTES = 8;
    private static final int ADDRESS_BYTES = 16;

    private final long most;
    private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** Counts up to {@code most} for each address. */
    AddressCounts(long most) {
        this.most = most;
    }

    /** Counts one more, to be given back in any case, and returns whether that is still within the limit. */
    boolean take(InetAddress address) {
        return counts.merge(network(address), 1, Integer::sum) <= most;
    }

    void giveBack(InetAddress address) {
        counts.computeIfPresent(network(address), (key, count) -> count == 1 ? null : count - 1);
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
