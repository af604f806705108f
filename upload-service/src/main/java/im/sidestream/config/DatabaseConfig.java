package im.sidestream.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The PostgreSQL database that holds the catalog.
 *
 * @param url in JDBC's form, without a password
 * @param user empty for the URL's, or the name of the account that the service runs as
 * @param password empty where the server asks for none
 * @param connections at most
 * @param timeout of one statement
 */
public record DatabaseConfig(
        String url, Optional<String> user, Optional<Secret> password, int connections, Duration timeout) {
    private static final int FEWEST = 2;
    private static final int MOST = 500;

    static Optional<DatabaseConfig> of(Settings settings) throws ConfigException {
        if (settings.find(Key.CATALOG_URL).isEmpty()) {
            refuseWithoutUrl(settings, Key.CATALOG_USER);
            refuseWithoutUrl(settings, Key.CATALOG_PASSWORD);
            return Optional.empty();
        }
        return Optional.of(new DatabaseConfig(
                url(settings),
                settings.find(Key.CATALOG_USER).isEmpty()
                        ? Optional.empty()
                        : Optional.of(settings.text(Key.CATALOG_USER)),
                settings.find(Key.CATALOG_PASSWORD).isEmpty()
                        ? Optional.empty()
                        : Optional.of(settings.secret(Key.CATALOG_PASSWORD)),
                settings.value(
                        Key.CATALOG_CONNECTIONS,
                        text -> Units.count(text)
                                .filter(count -> count >= FEWEST && count <= MOST)
                                .map(Long::intValue)),
                settings.duration(Key.CATALOG_TIMEOUT)));
    }

    private static void refuseWithoutUrl(Settings settings, Key key) throws ConfigException {
        Optional<Setting> given = settings.find(key);
        if (given.isPresent()) {
            throw new ConfigException(given.get().origin() + ": " + key.path() + ": there is no catalog.url");
        }
    }

    /** The URL is shown in messages, so no password may stand in it. */
    private static String url(Settings settings) throws ConfigException {
        Setting setting = settings.require(Key.CATALOG_URL);
        if (setting.text().contains("password=")) {
            throw new ConfigException(
                    setting.origin() + ": " + Key.CATALOG_URL.path() + ": the password belongs into catalog.password");
        }
        return settings.value(
                Key.CATALOG_URL,
                text -> Optional.of(text).filter(url -> url.matches("jdbc:postgresql://[^\\s/@]+/[^\\s/]+")));
    }
}
