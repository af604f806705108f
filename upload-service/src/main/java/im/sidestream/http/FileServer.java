package im.sidestream.http;

import im.sidestream.slot.SlotLinks;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The public HTTP server: files in, files out. Threads are few, since a waiting connection holds none; memory for bodies
 * is a bounded pool of direct buffers.
 */
public final class FileServer implements AutoCloseable {
    private static final int THREADS = 24;
    private static final int BACKLOG = 4096;
    private static final int INPUT_BUFFER = 64 << 10;
    private static final int HEADERS = 16 << 10;
    private static final long POOLED_DIRECT = 24L << 20;
    private static final long POOLED_HEAP = 4L << 20;
    private static final int LARGEST_POOLED = 128 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final @Nullable CertificateReload certificates;
    private final SlowRequests slowRequests;

    /**
     * Builds the server; {@link #start} opens its port.
     *
     * @param outcomes is told how each request ended; must not block
     * @throws IOException if the certificate or its key cannot be used; the message says which and why
     */
    public FileServer(
            HttpSettings settings,
            UploadReceiver receiver,
            Downloads downloads,
            Deletion deletion,
            Clock clock,
            Consumer<Outcome> outcomes)
            throws IOException {
        server = new Server(threads(), new ScheduledExecutorScheduler("http-scheduler", true), buffers());
        certificates = settings.tls().isPresent()
                ? new CertificateReload(settings.tls().get())
                : null;
        connector = connector(settings);
        server.addConnector(connector);
        slowRequests = new SlowRequests(connector, settings.guards().patience(), server.getScheduler());
        SlotLinks links = new SlotLinks(settings.publicUrl());
        FileHandler files = new FileHandler(links, receiver, downloads, deletion, StandIn.create(), clock, outcomes);
        files.setHandler(servlets());
        ClientLimit clients = new ClientLimit(new Clients(settings.front()), settings.guards());
        clients.setHandler(files);
        server.setHandler(new GracefulHandler(clients));
        server.setErrorHandler(new ErrorPage());
        server.setStopTimeout(settings.stopTimeout().toMillis());
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        return threads;
    }

    private static ArrayByteBufferPool buffers() {
        return new ArrayByteBufferPool(0, 4096, LARGEST_POOLED, Integer.MAX_VALUE, POOLED_HEAP, POOLED_DIRECT);
    }

    private ServerConnector connector(HttpSettings settings) {
        HttpConfiguration configuration = configuration(settings);
        HttpConnectionFactory http = new InterimConnectionFactory(configuration);
        http.setInputBufferSize(INPUT_BUFFER);
        ServerConnector opened = certificates == null
                ? new PlainConnector(server, http)
                : new ServerConnector(server, 1, 1, protocols(certificates.context(), configuration, http));
        opened.setHost(settings.listen().getAddress().getHostAddress());
        opened.setPort(settings.listen().getPort());
        opened.setAcceptQueueSize(BACKLOG);
        opened.setIdleTimeout(settings.guards().patience().toMillis());
        opened.addBean(new ConnectionLimit(
                settings.guards().connectionsPerAddress(), settings.guards().trusted()));
        return opened;
    }

    /** TLS, and behind it HTTP/2 for whoever asks for it (RFC 7301), HTTP/1.1 for everybody else. */
    private static ConnectionFactory[] protocols(
            SslContextFactory.Server context, HttpConfiguration configuration, HttpConnectionFactory http) {
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol(http.getProtocol());
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
        return new ConnectionFactory[] {new SslConnectionFactory(context, choice.getProtocol()), choice, http2, http};
    }

    /** Connections without TLS can send files without copying them. */
    private static final class PlainConnector extends ServerConnector {
        PlainConnector(Server server, HttpConnectionFactory http) {
            super(server, 1, 1, http);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            FileEndPoint endPoint = new FileEndPoint(channel, selector, key, getScheduler());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }
    }

    private static HttpConfiguration configuration(HttpSettings settings) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(HEADERS);
        configuration.setResponseHeaderSize(HEADERS);
        // names in links may hold any encoded character: paths are read raw and only the id in them counts
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        // line ends and framing have one reading alone, or a proxy in front may have another (RFC 9112 §11.2)
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.addCustomizer(new StrictFraming());
        if (settings.tls().isPresent()) {
            // links are bearer secrets to whoever asks for them: the host name says nothing about who may
            SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
            long hsts = settings.guards().hsts().toSeconds();
            secure.setStsMaxAge(hsts == 0 ? -1 : hsts);
            configuration.addCustomizer(secure);
        }
        return configuration;
    }

    /** What is no link of ours. Files are served in front of the context: its wrappers cost time and rewrite types. */
    private static ServletContextHandler servlets() {
        ServletContextHandler context = new ServletContextHandler("/");
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
            throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
        }
        slowRequests.watch();
        if (certificates != null) {
            certificates.watch(server.getScheduler());
        }
    }

    /** Returns the port that is open, or -1. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns how many connections are open now. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** Reads the certificate again if its files changed; a bad one is refused and the old one stays. */
    public void reloadCertificate() {
        if (certificates != null) {
            certificates.reloadIfChanged();
        }
    }

    /** Says how long {@link #close} waits for running transfers, in place of what the settings say. */
    public void stopWithin(Duration most) {
        server.setStopTimeout(most.toMillis());
    }

    /** Takes no new connections and lets running transfers end, for as long as the settings allow. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
