package im.sidestream.http;

import im.sidestream.foreign.ForeignSlots;
import im.sidestream.slot.PublicLinks;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The public HTTP server: files in, files out. Threads are few, since a waiting connection holds none; memory for bodies
 * is a bounded pool of direct buffers.
 */
public final class FileServer implements AutoCloseable {
    private static final int THREADS = 24;
    private static final long POOLED_DIRECT = 24L << 20;
    private static final long POOLED_HEAP = 4L << 20;
    private static final int LARGEST_POOLED = 128 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final @Nullable CertificateReload certificates;
    private final SlowRequests slowRequests;
    private final QueuedThreadPool threads = threads();
    private final RunningRequests running;
    private final SmallBodies small;
    private final Places places;

    /**
     * Builds the server; {@link #start} opens its port.
     *
     * @param deliveries links of single receivers and pages, where there are any
     * @param foreign what other servers issued
     * @param outcomes is told how each request ended; must not block
     * @throws IOException if the certificate or its key cannot be used; the message says which and why
     */
    public FileServer(
            HttpSettings settings,
            UploadReceiver receiver,
            Downloads downloads,
            Optional<DeliveryFace> deliveries,
            Deletion deletion,
            ForeignSlots foreign,
            Clock clock,
            Consumer<Outcome> outcomes)
            throws IOException {
        server = new Server(threads, new ScheduledExecutorScheduler("http-scheduler", true), buffers());
        certificates = settings.tls().isEmpty() ? null : new CertificateReload(settings.tls(), settings.offers());
        places = new Places(settings.guards());
        connector = FileConnector.of(server, settings, certificates == null ? null : certificates.context(), places);
        server.addConnector(connector);
        slowRequests = new SlowRequests(connector, settings.guards().patience(), server.getScheduler());
        Sending sending = Sending.of(settings, server.getByteBufferPool());
        small = sending.small();
        running = new RunningRequests(clock, outcomes);
        PublicLinks links = settings.links();
        FileHandler files = new FileHandler(links, receiver, downloads, deletion, foreign, sending, clock, running);
        files.setHandler(deliveries.isEmpty() ? servlets() : people(links, deliveries.get(), sending, clock));
        ClientLimit clients = new ClientLimit(new Clients(settings.front()), settings.guards());
        clients.setHandler(files);
        StreamLimit streams = new StreamLimit(places);
        streams.setHandler(clients);
        server.setHandler(new GracefulHandler(streams));
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

    /** Links of single receivers, and pages. */
    private Handler people(PublicLinks links, DeliveryFace face, Sending sending, Clock clock) {
        FormGuard guard = new FormGuard(face.signer(), new SecureRandom(), links);
        Handler pages = new PageHandler(servlets(), links, face, guard, clock, running);
        return new PersonalHandler(pages, links, face.downloads(), sending, clock, running);
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

    /** Returns the port that is open, or a negative number where there is none. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns how many connections are open now. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** Returns what there is to do now. */
    public HttpLoad load() {
        return new HttpLoad(
                threads.getThreads(),
                threads.getIdleThreads(),
                threads.getQueueSize(),
                running.uploads(),
                running.downloads(),
                places.refused(),
                small.load());
    }

    /** Reads certificates again whose files changed; a bad one is refused and the old one stays. */
    public void reloadCertificates() {
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
