package im.sidestream.http;

import im.sidestream.observe.Health;
import im.sidestream.observe.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The listener for operators: {@code /live}, {@code /ready}, {@code /metrics}, and the administrator's commands by POST.
 * It is not for the public, so it speaks plain HTTP on an address of its own.
 */
public final class AdminServer implements AutoCloseable {
    /** The header without which no command is taken; its value does not matter. */
    public static final String COMMAND_HEADER = AdminCommandServlet.HEADER;

    private static final int THREADS = 8;
    private static final int KEPT_THREADS = 3;
    private static final long IDLE_MILLIS = 30_000;

    private final Server server;
    private final ServerConnector connector;

    /**
     * Builds the listener; {@link #start} opens its port.
     *
     * @param commands by name; served to this machine alone
     */
    public AdminServer(InetSocketAddress listen, Health health, Metrics metrics, Map<String, AdminCommand> commands) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, KEPT_THREADS);
        threads.setName("admin");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(context(health, metrics, commands));
    }

    private static ServletContextHandler context(Health health, Metrics metrics, Map<String, AdminCommand> commands) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder("live", new LiveServlet()), "/live");
        context.addServlet(new ServletHolder("ready", new HealthServlet(health)), "/ready");
        context.addServlet(new ServletHolder("metrics", new MetricsServlet(metrics)), "/metrics");
        commands.forEach((name, command) ->
                context.addServlet(new ServletHolder(name, new AdminCommandServlet(name, command)), "/" + name));
        context.addServlet(new ServletHolder("not-found", new NotFoundServlet()), "/");
        return context;
    }

    /**
     * Opens the port.
     *
     * @throws IOException if it cannot be opened; the message names it
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the admin listener does not start: " + e.getMessage(), e);
        }
    }

    /** Returns the port that is open, or -1. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the admin listener does not stop", e);
        }
    }
}
