package im.sidestream.app;

import im.sidestream.catalog.CatalogException;
import im.sidestream.catalog.PostgresCatalog;
import im.sidestream.catalog.PostgresSettings;
import im.sidestream.config.DatabaseConfig;
import im.sidestream.config.Secret;
import java.util.Optional;

/** The configured database, as the catalog knows it. */
public final class Database {
    private Database() {}

    static PostgresSettings settings(DatabaseConfig config) {
        return new PostgresSettings(
                config.url(),
                config.user().orElse(null),
                config.password().map(Secret::value).orElse(null),
                config.connections(),
                config.timeout());
    }

    /** Tries whether the database can be used, changes nothing, and returns what is wrong, if anything is. */
    public static Optional<String> problem(DatabaseConfig config) {
        try {
            PostgresCatalog.check(settings(config));
            return Optional.empty();
        } catch (CatalogException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
