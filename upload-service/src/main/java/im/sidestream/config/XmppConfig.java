package im.sidestream.config;

import im.sidestream.slot.BareJid;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The server that the component plugs into (XEP-0114).
 *
 * @param host its name or address
 * @param port its component port
 * @param name the component's own name as it is configured: in any case of letters, in A-labels or not
 * @param secret what the server's configuration calls the component's secret or password
 * @param tls whether TLS starts with the first byte
 * @param ping silence after which the server is pinged
 * @param maxStanzaSize bytes of the largest stanza taken in
 * @param admins bare JIDs, in small letters, of those who administer the service over XMPP
 */
public record XmppConfig(
        String host,
        int port,
        String name,
        Secret secret,
        boolean tls,
        Duration ping,
        int maxStanzaSize,
        Set<String> admins) {
    private static final int SMALLEST_STANZA = 10_000;
    private static final int LARGEST_STANZA = 64 << 20;

    public XmppConfig {
        admins = Set.copyOf(admins);
    }

    /** Returns the component's own name as rows have it: in small letters, in A-labels. */
    public String domain() {
        return BareJid.domain(name).orElse(name);
    }

    /** Returns whether the server runs on this machine; a name that is not known is taken for another one. */
    public boolean isLocal() {
        return new HostPort(host, port).isLoopback();
    }

    static XmppConfig of(Settings settings) throws ConfigException {
        return new XmppConfig(
                settings.text(Key.XMPP_HOST),
                settings.port(Key.XMPP_PORT),
                name(settings),
                settings.secret(Key.XMPP_SECRET),
                settings.flag(Key.XMPP_TLS),
                settings.duration(Key.XMPP_PING),
                stanzaSize(settings),
                admins(settings));
    }

    /** Returns what there is without an XMPP server: a service whose files have a domain all the same. */
    static XmppConfig none(Settings settings, String domain) throws ConfigException {
        return new XmppConfig(
                settings.text(Key.XMPP_HOST),
                settings.port(Key.XMPP_PORT),
                domain,
                new Secret(""),
                settings.flag(Key.XMPP_TLS),
                settings.duration(Key.XMPP_PING),
                stanzaSize(settings),
                admins(settings));
    }

    private static Set<String> admins(Settings settings) throws ConfigException {
        return settings.list(Key.XMPP_ADMINS, "[^\\s@/*:\"'<>&]+@[^\\s@/*:]+").stream()
                .map(BareJid::ofSender)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(Settings settings) throws ConfigException {
        Setting setting = settings.require(Key.XMPP_DOMAIN);
        if (!setting.text().matches("[^\\s@/:.]+(\\.[^\\s@/:.]+)*")) {
            throw setting.refused();
        }
        if (BareJid.domain(setting.text()).isEmpty()) {
            throw setting.refused();
        }
        return setting.text();
    }

    /** RFC 6120 §13.12 forbids a limit below 10,000 bytes. */
    private static int stanzaSize(Settings settings) throws ConfigException {
        long bytes = settings.size(Key.XMPP_MAX_STANZA_SIZE);
        if (bytes < SMALLEST_STANZA || bytes > LARGEST_STANZA) {
            throw settings.require(Key.XMPP_MAX_STANZA_SIZE).refused("expected a size from 10kB to 64MiB");
        }
        return (int) bytes;
    }
}
