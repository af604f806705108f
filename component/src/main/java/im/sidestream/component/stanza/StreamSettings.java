package im.sidestream.component.stanza;

import static java.util.Objects.requireNonNull;

/**
 * Where the XMPP server listens for components (XEP-0114) and how the stream to it behaves.
 *
 * @param host name or address of the server; with TLS also the name that its certificate must carry
 * @param port component port, 5347 on most servers
 * @param directTls whether TLS starts with the first byte (Openfire's port 5276, or a TLS proxy)
 */
public record StreamSettings(String host, int port, boolean directTls, StreamLimits limits, StreamTimes times) {

    /** Refuses an empty host and an impossible port. */
    public StreamSettings {
        requireNonNull(limits, "limits is null");
        requireNonNull(times, "times is null");
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port is not between 1 and 65535: " + port);
        }
    }

    /** A plain stream with default limits and times. */
    public static StreamSettings plain(String host, int port) {
        return new StreamSettings(host, port, false, StreamLimits.defaults(), StreamTimes.defaults());
    }

    /** The same server with other limits. */
    public StreamSettings withLimits(StreamLimits other) {
        return new StreamSettings(host, port, directTls, other, times);
    }

    /** The same server with other times. */
    public StreamSettings withTimes(StreamTimes other) {
        return new StreamSettings(host, port, directTls, limits, other);
    }

    /** The same server over TLS from the first byte. */
    public StreamSettings withDirectTls() {
        return new StreamSettings(host, port, true, limits, times);
    }
}
