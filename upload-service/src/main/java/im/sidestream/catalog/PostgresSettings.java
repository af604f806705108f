package im.sidestream.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL database is reached.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with whatever the driver takes after a question mark
 * @param user null for what the URL or the driver says
 * @param password null for none
 * @param connections at most
 * @param timeout of one statement
 */
public record PostgresSettings(
        String url, @Nullable String user, @Nullable String password, int connections, Duration timeout) {
    @Override
    public String toString() {
        return PostgresServer.name(url);
    }
}
