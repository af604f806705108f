package im.sidestream.http;

import im.sidestream.slot.PublicLinks;
import java.time.Duration;
import java.util.List;

/**
 * How the HTTP face listens.
 *
 * @param listen where
 * @param links what clients see; the path of a public URL may also be cut off by a proxy in front
 * @param tls certificates and keys where TLS ends here, each for the hosts that it names, the first one for all others; empty
 *     behind a proxy
 * @param stopTimeout how long a stop waits for transfers that run
 * @param guards what is taken from whom
 * @param front what stands in front
 * @param offers what TLS offers beside itself
 */
public record HttpSettings(
        ListenOn listen,
        PublicLinks links,
        List<CertificateFiles> tls,
        Duration stopTimeout,
        HttpGuards guards,
        HttpFront front,
        TlsOptions offers) {
    public HttpSettings {
        tls = List.copyOf(tls);
    }

    /** Returns the same with TLS and guards of another kind. */
    public HttpSettings with(List<CertificateFiles> certificates, HttpGuards others) {
        return new HttpSettings(listen, links, certificates, stopTimeout, others, front, offers);
    }

    /** Returns the same in another place. */
    public HttpSettings on(ListenOn other) {
        return new HttpSettings(other, links, tls, stopTimeout, guards, front, offers);
    }

    /** Returns the same with other offers. */
    public HttpSettings offering(TlsOptions others) {
        return new HttpSettings(listen, links, tls, stopTimeout, guards, front, others);
    }

    /** Returns the same with something else in front. */
    public HttpSettings behind(HttpFront other) {
        return new HttpSettings(listen, links, tls, stopTimeout, guards, other, offers);
    }
}
