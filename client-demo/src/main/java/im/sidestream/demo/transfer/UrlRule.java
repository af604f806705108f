package im.sidestream.demo.transfer;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which URLs this client sends bytes to or fetches them from: {@code https} only.
 *
 * @param allowHttpLoopback also {@code http} to a loopback address, for tests on one machine
 */
public record UrlRule(boolean allowHttpLoopback) {

    /** The URL as written, if it may be used. */
    public Optional<URI> accept(String url) {
        try {
            URI uri = new URI(url);
            return accepts(uri) ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether this URL may be used. */
    public boolean accepts(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || uri.getHost() == null) {
            return false;
        }
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> allowHttpLoopback && isLoopback(uri.getHost());
            default -> false;
        };
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
