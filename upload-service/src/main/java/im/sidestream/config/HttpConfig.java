package im.sidestream.config;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The HTTP face.
 *
 * @param listen where it listens
 * @param publicUrl what links begin with; ends in a slash
 * @param tls the certificate, or empty
 * @param adminListen where health, metrics and the administrator's commands are; empty for nowhere
 * @param slotHeader whether slots carry their token in a header too
 * @param signingKey what signs tokens, in base64url; empty for the catalog's own keys
 * @param guards what is taken from whom
 * @param front what stands in front
 * @param offers what TLS offers beside itself
 */
public record HttpConfig(
        Listen listen,
        URI publicUrl,
        Optional<TlsFiles> tls,
        Optional<HostPort> adminListen,
        boolean slotHeader,
        Optional<Secret> signingKey,
        GuardConfig guards,
        FrontConfig front,
        TlsConfig offers) {
    private static final String OFF = "off";
    private static final int SHORTEST_KEY = 32;
    private static final int LONGEST_KEY = 1024;

    /** Returns how HTTP is spoken, which follows from the certificate, the public URL and the address. */
    public Transport transport() {
        if (tls.isPresent()) {
            return Transport.CERTIFICATE;
        }
        boolean proxied = listen.isLoopback() && publicUrl.getScheme().equals(PublicUrl.HTTPS);
        return proxied || publicUrl.getScheme().equals(PublicUrl.HTTP) ? Transport.PLAIN : Transport.SELF_SIGNED;
    }

    static HttpConfig of(Settings settings, String domain) throws ConfigException {
        Optional<TlsFiles> tls = tls(settings);
        Listen listen = listen(settings);
        return new HttpConfig(
                listen,
                PublicUrl.of(settings, domain, tls.isPresent()),
                tls,
                adminListen(settings),
                settings.flag(Key.HTTP_SLOT_HEADER),
                signingKey(settings),
                GuardConfig.of(settings),
                FrontConfig.of(settings, listen),
                TlsConfig.of(settings));
    }

    /** A key that is too short to be one is refused: it would be guessed, not read. */
    private static Optional<Secret> signingKey(Settings settings) throws ConfigException {
        if (settings.find(Key.HTTP_SIGNING_KEY).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(settings.value(Key.HTTP_SIGNING_KEY, HttpConfig::signingKey));
    }

    private static Optional<Secret> signingKey(String text) {
        try {
            int bytes = Base64.getUrlDecoder().decode(text.strip()).length;
            return bytes >= SHORTEST_KEY && bytes <= LONGEST_KEY
                    ? Optional.of(new Secret(text.strip()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<TlsFiles> tls(Settings settings) throws ConfigException {
        Optional<Path> certificate = settings.path(Key.HTTP_TLS_CERTIFICATE);
        Optional<Path> key = settings.path(Key.HTTP_TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            Key there = certificate.isPresent() ? Key.HTTP_TLS_CERTIFICATE : Key.HTTP_TLS_KEY;
            throw settings.require(there).refused("certificate and key belong together: the other one is missing");
        }
        return certificate.flatMap(chain -> key.map(file -> new TlsFiles(chain, file)));
    }

    private static Listen listen(Settings settings) throws ConfigException {
        Setting setting = settings.require(Key.HTTP_LISTEN);
        Set<PosixFilePermission> mode = settings.value(Key.HTTP_SOCKET_MODE, SocketFile::mode);
        return setting.text().startsWith(SocketFile.SCHEME) ? SocketFile.of(settings, mode) : address(setting);
    }

    private static Optional<HostPort> adminListen(Settings settings) throws ConfigException {
        Setting setting = settings.require(Key.HTTP_ADMIN_LISTEN);
        if (setting.text().equals(OFF)) {
            return Optional.empty();
        }
        return Optional.of(address(setting));
    }

    private static HostPort address(Setting setting) throws ConfigException {
        HostPort address = HostPort.parse(setting.text()).orElseThrow(setting::refused);
        if (address.address().isUnresolved()) {
            throw setting.refused("no address is known for this name");
        }
        return address;
    }
}
