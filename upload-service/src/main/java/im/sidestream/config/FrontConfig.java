package im.sidestream.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands in front of the HTTP face.
 *
 * @param trustedProxies who is believed about the clients behind
 * @param proxyProtocol whether each connection begins with whom it is for
 * @param accelRedirect below which path a proxy finds the files of the store, to send them itself
 */
public record FrontConfig(List<Network> trustedProxies, boolean proxyProtocol, Optional<String> accelRedirect) {
    static FrontConfig of(Settings settings, Listen listen) throws ConfigException {
        List<Network> proxies = networks(settings);
        boolean required = settings.value(Key.HTTP_PROXY_PROTOCOL, FrontConfig::required);
        boolean nobody = proxies.isEmpty() && !(listen instanceof SocketFile);
        if (required && nobody) {
            throw settings.require(Key.HTTP_PROXY_PROTOCOL)
                    .refused("nobody could connect: name the proxies in http.trusted-proxies");
        }
        Optional<Setting> accel = settings.find(Key.HTTP_X_ACCEL_REDIRECT);
        if (accel.isPresent() && !accel.get().text().matches("/(?:[A-Za-z0-9._~-]+/)+")) {
            throw accel.get().refused();
        }
        if (accel.isPresent() && nobody) {
            throw accel.get().refused("nobody would heed it: name the proxies in http.trusted-proxies");
        }
        return new FrontConfig(proxies, required, accel.map(Setting::text));
    }

    private static Optional<Boolean> required(String text) {
        return switch (text) {
            case "required" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> Optional.empty();
        };
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
    public boolean isExempt(InetAddress address) {
        return address.isLoopbackAddress() || isProxy(address);
    }
}
