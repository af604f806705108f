package im.sidestream.app;

import im.sidestream.catalog.CatalogException;
import im.sidestream.catalog.PostgresCatalog;
import im.sidestream.catalog.PostgresSettings;
import im.sidestream.config.DatabaseConfig;
import im.sidestream.config.Secret;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.Nodes;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Looks beside which processes of the database this configuration would run, and tells in what they differ. */
    public static void compare(ServerConfig config, Consumer<String> problem, Consumer<String> note) {
        config.storage()
                .database()
                .flatMap(database -> PostgresCatalog.company(settings(database)))
                .ifPresent(company -> {
                    Identification unnamed = new Identification("", company.store());
                    Nodes.Node self = Neighbours.node(config, Role.ALL, unnamed);
                    company.living().stream()
                            .map(other -> Difference.between(self, other))
                            .filter(difference -> !difference.isNone())
                            .forEach(difference -> (difference.isBreaking() ? problem : note)
                                    .accept(
                                            difference.isBreaking()
                                                    ? difference.refusal()
                                                    : "configured otherwise: " + difference.line()));
                });
    }
}
