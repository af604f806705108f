package im.sidestream.demo.session;

import org.jspecify.annotations.Nullable;

/**
 * Where the account's server is.
 *
 * @param host name or address, or null to find it by DNS (RFC 6120 §3.2)
 * @param port port of client connections; without a host not used
 * @param trust whom to trust
 */
public record Endpoint(@Nullable String host, int port, Trust trust) {

    /** Port of client connections (RFC 6120 §14.7). */
    public static final int STANDARD_PORT = 5222;
}
