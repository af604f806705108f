package im.sidestream.component.stanza;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jivesoftware.whack.ExternalComponentManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentException;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Packet;

/**
 * Whack's component API over connections of our own: each added component has one XEP-0114 stream that is kept up until
 * it is removed, whatever the server, the network or a stanza does. Threads are those of the streams (two each), the
 * workers of the limits, and one for deadlines, however often a stream is made anew.
 *
 * <p>Secrets are set as with Whack, by {@link #setSecretKey} or {@link #setDefaultSecretKey}, and read at each attempt.
 */
public final class SupervisedComponents extends ExternalComponentManager implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SupervisedComponents.class);
    private static final Duration LISTENER_PATIENCE = Duration.ofMinutes(5);

    private final StreamSettings settings;
    private final StreamResources resources;
    private final StreamListener listener;
    private final Function<String, Tenure> tenures;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor deadlines;
    private final ScheduledFuture<?> ticking;
    private final Map<String, ComponentStream> streams = new ConcurrentHashMap<>();
    private final Map<Component, ComponentStream> byComponent = new ConcurrentHashMap<>();
    private final Map<String, String> properties = new ConcurrentHashMap<>();

    /** Streams to one server; nothing connects before a component is added. */
    public SupervisedComponents(StreamSettings settings, StreamResources resources, StreamListener listener) {
        this(settings, resources, listener, domain -> Tenure.PERMANENT);
    }

    /**
     * The same for domains that this process shares with others.
     *
     * @param tenures says of each domain, in A-labels, when this process may be connected
     */
    public SupervisedComponents(
            StreamSettings settings,
            StreamResources resources,
            StreamListener listener,
            Function<String, Tenure> tenures) {
        super(settings.host(), settings.port(), settings.directTls());
        this.settings = settings;
        this.resources = resources;
        this.listener = listener;
        this.tenures = tenures;
        int threads = settings.limits().workers();
        // the queue needs no bound of its own: it holds senders, and their stanzas are counted where they come in
        this.workers = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), daemons("xmpp-work-"));
        workers.allowCoreThreadTimeOut(true);
        this.deadlines = new ScheduledThreadPoolExecutor(1, daemons("xmpp-deadlines-"));
        long tick = settings.times().tick().toNanos();
        this.ticking = deadlines.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    }

    /**
     * Adds a component and begins to connect it; returns at once, whether or not the server is there yet.
     *
     * @param subdomain the component's whole domain, in the labels that the server knows or in others, or a label below {@link #getServerName()} if that is set
     * @throws ComponentException if the component fails to initialise
     */
    @Override
    public void addComponent(String subdomain, Component component) throws ComponentException {
        addComponent(subdomain, component, settings.port());
    }

    /** As {@link #addComponent(String, Component)}, to another port of the same server. */
    @Override
    public void addComponent(String subdomain, Component component, Integer port) throws ComponentException {
        OwnName name = new OwnName(whole(subdomain));
        String domain = name.inRows();
        StreamSettings own =
                new StreamSettings(settings.host(), port, settings.directTls(), settings.limits(), settings.times());
        Supplier<String> secret = () -> secretOf(subdomain, domain);
        ComponentStream stream = new ComponentStream(
                new ComponentStream.Resident(name, component, tenures.apply(domain), secret, listener),
                this::pingTarget,
                own,
                resources,
                workers);
        if (streams.putIfAbsent(domain, stream) != null) {
            throw new IllegalArgumentException("this domain has a component already: " + domain);
        }
        byComponent.put(component, stream);
        try {
            component.initialize(new JID(null, domain, null, true), this);
            component.start();
        } catch (ComponentException | RuntimeException broken) {
            streams.remove(domain);
            byComponent.remove(component);
            throw broken;
        }
        stream.start();
    }

    /** Ends a component's stream at once; does nothing if there is none. */
    @Override
    public void removeComponent(String subdomain) {
        ComponentStream stream = streams.remove(new OwnName(whole(subdomain)).inRows());
        if (stream != null) {
            byComponent.remove(stream.component());
            end(stream, Duration.ZERO);
        }
    }

    /**
     * Queues a stanza for the server. A missing {@code from} becomes the component's domain.
     *
     * @throws StreamUnavailableException if there is no connection or the queue is full
     * @throws IllegalStateException if it answers a request that was answered already or never came
     * @throws IllegalArgumentException if it has no {@code to}, a foreign {@code from}, or is too large
     */
    @Override
    public void sendPacket(Component component, Packet packet) {
        stream(component).send(packet, null);
    }

    /**
     * As {@link #sendPacket}, and tells when the stanza was handed to the network.
     *
     * @return completed after the write; failed with {@link StreamUnavailableException} if it did not come to that
     */
    public CompletableFuture<Void> send(Component component, Packet packet) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            stream(component).send(packet, written);
        } catch (StreamUnavailableException offline) {
            written.completeExceptionally(offline);
        }
        return written;
    }

    /**
     * Asks somebody. The answer counts only if it comes from the address that was asked. An id that is no UUID is
     * replaced, because an answer's id is all that guards it on some servers.
     *
     * @return the result or error IQ; failed with {@link java.util.concurrent.TimeoutException} or
     *     {@link StreamUnavailableException}; completed by a worker
     */
    public CompletableFuture<IQ> ask(Component component, IQ request, Duration timeout) {
        try {
            return stream(component).ask(request, timeout).whenCompleteAsync((answer, failure) -> {}, workers);
        } catch (StreamUnavailableException offline) {
            return CompletableFuture.failedFuture(offline);
        }
    }

    /**
     * Asks somebody and waits.
     *
     * @param timeout in milliseconds
     * @return the result or error IQ, null if none came in time
     * @throws StreamUnavailableException if the request could not be sent
     */
    @Override
    public @Nullable IQ query(Component component, IQ packet, long timeout) throws ComponentException {
        try {
            return stream(component).ask(packet, Duration.ofMillis(timeout)).get();
        } catch (ExecutionException unanswered) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ComponentException(interrupted);
        }
    }

    /** Asks somebody; the listener is told within five minutes. */
    @Override
    public void query(Component component, IQ packet, IQResultListener resultListener) {
        CompletableFuture<IQ> unused = ask(component, packet, LISTENER_PATIENCE).whenComplete((answer, failure) -> {
            if (failure == null) {
                resultListener.receivedAnswer(answer);
            } else {
                resultListener.answerTimeout(packet.getID());
            }
        });
    }

    /** A component's domain as its server knows it: what stanzas that answer none are from. */
    public String spelling(Component component) {
        return stream(component).spelling();
    }

    /** How the stream of a domain, in A-labels, fares; empty if there is none. */
    public Optional<StreamState> state(String domain) {
        return Optional.ofNullable(streams.get(domain)).map(ComponentStream::state);
    }

    /** What the stream of a domain, in A-labels, has to do. */
    public StreamLoad load(String domain) {
        ComponentStream stream = streams.get(domain);
        return stream == null ? StreamLoad.NONE : stream.load();
    }

    /** Kept in memory; null if never set. */
    @Override
    public @Nullable String getProperty(String name) {
        return properties.get(name);
    }

    /** Kept in memory. */
    @Override
    public void setProperty(String name, String value) {
        properties.put(name, value);
    }

    /** Ends all streams at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Hands out no more work, waits until what is in flight was answered, ends all streams in good order.
     *
     * @param drain the longest wait
     */
    public void close(Duration drain) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (ComponentStream stream : streams.values()) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            ends.add(ended);
            daemons("xmpp-close-")
                    .newThread(() -> {
                        try {
                            end(stream, drain);
                        } finally {
                            ended.complete(null);
                        }
                    })
                    .start();
        }
        ends.forEach(CompletableFuture::join);
        streams.clear();
        byComponent.clear();
        ticking.cancel(false);
        deadlines.shutdownNow();
        workers.shutdown();
    }

    private void tick() {
        for (ComponentStream stream : streams.values()) {
            try {
                stream.tick();
            } catch (RuntimeException faulty) {
                log.error("deadlines of a stream could not be checked", faulty);
            }
        }
    }

    private static void end(ComponentStream stream, Duration drain) {
        try {
            stream.close(drain);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ComponentStream stream(Component component) {
        ComponentStream stream = byComponent.get(component);
        if (stream == null) {
            throw new StreamUnavailableException("this component has no stream");
        }
        return stream;
    }

    private String whole(String subdomain) {
        String server = getServerName();
        boolean whole = server == null || subdomain.equals(server) || subdomain.endsWith("." + server);
        return whole ? subdomain : subdomain + "." + server;
    }

    private String secretOf(String subdomain, String domain) {
        String secret = getSecretKey(subdomain);
        String found = secret == null ? getSecretKey(domain) : secret;
        return found == null ? "" : found;
    }

    /** The server's own domain: what it is said to be, else the parent of the component's. */
    private String pingTarget(String domain) {
        String server = getServerName();
        if (server != null) {
            return server;
        }
        int dot = domain.indexOf('.');
        return dot < 0 ? domain : domain.substring(dot + 1);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
