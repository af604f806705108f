package im.sidestream.config;

import im.sidestream.slot.Quota;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the HTTP face takes from whom.
 *
 * @param connectionsPerAddress how many connections an address may have open, {@link Quota#UNLIMITED} for any number
 * @param trustedProxies to whom that does not apply, beside this machine itself, and who are believed about clients
 * @param hsts for how long browsers shall use TLS alone, zero for not saying so
 */
public record GuardConfig(long connectionsPerAddress, List<Network> trustedProxies, Duration hsts) {
    static GuardConfig of(Settings settings) throws ConfigException {
        return new GuardConfig(
                settings.value(Key.HTTP_CONNECTIONS_PER_ADDRESS, Units::count),
                networks(settings),
                settings.value(Key.HTTP_HSTS, Units::durationOrOff));
    }

    private static List<Network> networks(Settings settings) throws ConfigException {
        List<Network> networks = new ArrayList<>();
        for (String text : settings.list(Key.HTTP_TRUSTED_PROXIES, "\\s*[!-~]+\\s*")) {
            networks.add(Network.parse(text.strip()).orElseThrow(settings.require(Key.HTTP_TRUSTED_PROXIES)::refused));
        }
        return List.copyOf(networks);
    }

    /** Returns whether {@code address} is believed about the clients behind it, for which it must be named. */
    public boolean isProxy(InetAddress address) {
        return trustedProxies.stream().anyMatch(network -> network.contains(address));
    }

    /** Returns whether limits do not apply to {@code address}. */
    public boolean isTrusted(InetAddress address) {
        return address.isLoopbackAddress() || isProxy(address);
    }
}
