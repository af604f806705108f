package im.sidestream.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What stands in front of the HTTP face.
 *
 * @param proxies who is believed about the clients behind, beside whoever may write to a Unix socket
 * @param proxyProtocol whether each connection begins with whom it is for (PROXY protocol, versions 1 and 2)
 * @param accelRedirect below which path a proxy finds the files of the store, to send them itself
 */
public record HttpFront(Predicate<InetAddress> proxies, boolean proxyProtocol, Optional<String> accelRedirect) {
    /** Proxies that are believed, and that send nothing themselves. */
    public HttpFront(Predicate<InetAddress> proxies, boolean proxyProtocol) {
        this(proxies, proxyProtocol, Optional.empty());
    }

    /** Nothing: everybody is who the connection says. */
    public static final HttpFront NONE = new HttpFront(address -> false, false, Optional.empty());
}
