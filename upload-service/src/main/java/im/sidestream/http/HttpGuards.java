package im.sidestream.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What the HTTP face takes from whom.
 *
 * @param connections how many connections may be open in all, and as many requests of HTTP/2 be under way
 * @param connectionsPerAddress how many connections an address may have open at a time
 * @param trusted to whom that does not apply: proxies, and programs of this machine
 * @param hsts for how long browsers shall use TLS alone (RFC 6797), zero for not saying so
 * @param patience how long a request's headers, or a silence, may last
 */
public record HttpGuards(
        long connections,
        long connectionsPerAddress,
        Predicate<InetAddress> trusted,
        Duration hsts,
        Duration patience) {
    /** What holds where an operator says nothing. */
    public static final HttpGuards STANDARD =
            new HttpGuards(10_000, 1_000, InetAddress::isLoopbackAddress, Duration.ZERO, Duration.ofMinutes(1));
}
