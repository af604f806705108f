package im.sidestream.config;

import im.sidestream.foreign.ForeignIssuer;
import im.sidestream.foreign.ForeignProtocol;
import im.sidestream.slot.BareJid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the sections of {@code foreign}. */
final class ForeignIssuers {
    private static final String PATH = "/([A-Za-z0-9._~-]+/)*";

    private ForeignIssuers() {}

    static List<ForeignIssuer> of(Settings settings) throws ConfigException {
        List<ForeignIssuer> issuers = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (String name : settings.foreign()) {
            Settings own = settings.foreign(name);
            ForeignIssuer issuer = issuer(own, name);
            String other = owners.putIfAbsent(issuer.base(), name);
            if (other != null) {
                throw require(own, Key.FOREIGN_PATH, name).refused("foreign." + other + " has the same path");
            }
            issuers.add(issuer);
        }
        return List.copyOf(issuers);
    }

    private static ForeignIssuer issuer(Settings own, String name) throws ConfigException {
        Setting spelled = require(own, Key.FOREIGN_PROTOCOL, name);
        ForeignProtocol protocol = ForeignProtocol.named(spelled.text()).orElseThrow(spelled::refused);
        return new ForeignIssuer(
                protocol, path(own, name), service(own, name), secret(own, name), deleteSecret(own, protocol));
    }

    private static String path(Settings own, String name) throws ConfigException {
        Setting path = require(own, Key.FOREIGN_PATH, name);
        if (!path.text().matches(PATH)) {
            throw path.refused();
        }
        return path.text();
    }

    /** Where the same process is a component, its files are of one service unless something else is said. */
    private static String service(Settings own, String name) throws ConfigException {
        Setting service = own.find(Key.FOREIGN_SERVICE).isPresent()
                        || own.find(Key.XMPP_DOMAIN).isEmpty()
                ? require(own, Key.FOREIGN_SERVICE, name)
                : own.require(Key.XMPP_DOMAIN);
        boolean plain = service.text().matches("[^\\s@/:]+");
        return Optional.of(service.text())
                .filter(text -> plain)
                .flatMap(BareJid::domain)
                .orElseThrow(service::refused);
    }

    private static String secret(Settings own, String name) throws ConfigException {
        Setting secret = require(own, Key.FOREIGN_SECRET, name);
        if (secret.text().isBlank()) {
            throw secret.refused();
        }
        return secret.text();
    }

    private static Optional<String> deleteSecret(Settings own, ForeignProtocol protocol) throws ConfigException {
        Optional<Setting> secret = own.find(Key.FOREIGN_DELETE_SECRET);
        if (secret.isPresent()
                && (protocol != ForeignProtocol.METRONOME || secret.get().text().isBlank())) {
            throw secret.get().refused("expected a text that is not empty, and the protocol metronome");
        }
        return secret.map(Setting::text);
    }

    private static Setting require(Settings own, Key key, String name) throws ConfigException {
        return own.find(key)
                .orElseThrow(() -> new ConfigException(
                        key.pathOf(name) + " is missing: " + key.kind().accepted()));
    }
}
