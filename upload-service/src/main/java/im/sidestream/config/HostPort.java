package im.sidestream.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host an address or a name of this machine, IPv6 without its brackets
 * @param port 0 for any free one
 */
public record HostPort(String host, int port) implements Listen {
    private static final int MAX_PORT = 65535;
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^\\s:/\\[\\]]+)):(\\d{1,5})");

    /** Returns what {@code text} names, or empty where it has not the form {@code host:port}. */
    static Optional<HostPort> parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches() || Integer.parseInt(match.group(3)) > MAX_PORT) {
            return Optional.empty();
        }
        String bracketed = match.group(1);
        return Optional.of(
                new HostPort(bracketed == null ? match.group(2) : bracketed, Integer.parseInt(match.group(3))));
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
