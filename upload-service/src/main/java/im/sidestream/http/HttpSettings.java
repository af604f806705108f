package im.sidestream.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the HTTP face listens.
 *
 * @param listen address and port; port 0 takes a free one
 * @param publicUrl what clients see, ending in a slash; its path may also be cut off by a proxy in front
 * @param tls certificate and key where TLS ends here, empty behind a proxy
 * @param stopTimeout how long a stop waits for transfers that run
 * @param guards what is taken from whom
 */
public record HttpSettings(
        InetSocketAddress listen,
        URI publicUrl,
        Optional<CertificateFiles> tls,
        Duration stopTimeout,
        HttpGuards guards) {}
