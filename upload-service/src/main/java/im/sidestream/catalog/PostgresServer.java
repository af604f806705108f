package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One database and how connections to it are set up. What the URL says of the driver's parameters wins. */
record PostgresServer(PostgresSettings settings) {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** Who starts has nothing else to do than to wait for a database that is busy. */
    private static final Duration FIRST_LOGIN = Duration.ofSeconds(20);
    /** What the network may take beside the statement itself. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    /** Returns what an operator calls the database, without anything that could be secret. */
    String name() {
        return name(settings.url());
    }

    static String name(String url) {
        int end = url.indexOf('?');
        return (end < 0 ? url : url.substring(0, end))
                .replaceFirst("^jdbc:", "")
                .replaceFirst("//[^/@]*@", "//");
    }

    /** Opens a connection for what may take long; the caller closes it. */
    Connection connect() throws SQLException {
        Properties properties = properties();
        put(properties, "loginTimeout", seconds(FIRST_LOGIN));
        properties.setProperty("socketTimeout", "0");
        properties.remove("options");
        return DriverManager.getConnection(settings.url(), properties);
    }

    /** Returns the driver's parameters for connections that many use. */
    Properties properties() {
        Properties properties = new Properties();
        put(properties, "user", settings.user());
        put(properties, "password", settings.password());
        put(properties, "ApplicationName", "sidestream");
        put(properties, "connectTimeout", seconds(CONNECT));
        put(properties, "loginTimeout", seconds(CONNECT));
        put(properties, "socketTimeout", seconds(settings.timeout().plus(SLACK)));
        put(properties, "tcpKeepAlive", "true");
        // a server that only follows another one takes no changes
        put(properties, "targetServerType", "primary");
        long millis = settings.timeout().toMillis();
        put(
                properties,
                "options",
                "-c statement_timeout=" + millis + " -c idle_in_transaction_session_timeout=" + 2 * millis
                        + " -c default_transaction_isolation=read\\ committed");
        return properties;
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, time.toSeconds()));
    }
}
