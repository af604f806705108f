package im.sidestream.component.stanza;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.dom4j.Element;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/** One component domain: its connection, the way in, the way out, and the deadlines of both. */
final class ComponentStream implements StreamSupervisor.Traffic {

    private static final Logger log = LoggerFactory.getLogger(ComponentStream.class);
    static final byte[] END = "</stream:stream>".getBytes(StandardCharsets.UTF_8);
    /** What a busy server may need to end its side; one that is gone costs a stop this much. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String domain;
    private final OwnName own;
    private final StreamSettings settings;
    private final StreamResources resources;
    private final Component component;
    private final OpenRequests open = new OpenRequests();
    private final PendingQueries queries = new PendingQueries();
    private final StanzaWriter writer;
    private final StanzaRouter router;
    private final StreamSupervisor supervisor;
    private final Liveness liveness;
    private final LateStanzas late;
    private final LastAnswers lastAnswers;
    private final Thread reading;
    private final Thread writing;
    private final SenderOrder order;
    private final LongAdder connects = new LongAdder();

    /** The component of a domain, its secret, and who wants to know how the stream fares. */
    record Resident(
            OwnName name, Component component, Tenure tenure, Supplier<String> secret, StreamListener listener) {}

    ComponentStream(
            Resident resident,
            UnaryOperator<String> pingTarget,
            StreamSettings settings,
            StreamResources resources,
            Executor workers) {
        StreamLimits limits = settings.limits();
        this.own = resident.name();
        this.domain = own.inRows();
        this.settings = settings;
        this.resources = resources;
        this.component = resident.component();
        this.writer = new StanzaWriter(domain, limits.outgoingBytes(), resources.nanoTime());
        order = new SenderOrder(workers, limits.queuedStanzas(), limits.queuedPerSender(), 32L * limits.stanzaBytes());
        this.router = new StanzaRouter(
                own,
                component,
                order,
                open,
                queries,
                this::answer,
                () -> now() + settings.times().answer().toNanos());
        this.supervisor = new StreamSupervisor(
                own, settings, resources, resident.tenure(), resident.secret(), resident.listener(), this);
        this.liveness =
                new Liveness(settings.times(), writer, supervisor, () -> ping(pingTarget.apply(own.spelling())));
        this.late = new LateStanzas(limits.outgoingBytes());
        this.lastAnswers =
                new LastAnswers(own, resident.secret(), settings, resources, resident.tenure(), late, router);
        this.reading = thread(supervisor, "xmpp-read-" + domain);
        this.writing = thread(writer, "xmpp-write-" + domain);
    }

    void start() {
        writing.start();
        reading.start();
    }

    Component component() {
        return component;
    }

    /** The component's domain as the server knows it. */
    String spelling() {
        return own.spelling();
    }

    StreamState state() {
        return supervisor.state();
    }

    StreamLoad load() {
        return new StreamLoad(
                order.waiting(),
                open.size(),
                writer.queuedBytes(),
                connects.sum(),
                router.received(),
                router.refused());
    }

    @Override
    public void opened(ServerLink link) {
        connects.increment();
        liveness.opened(now());
        writer.attach(link);
    }

    @Override
    public void received(Frame frame, StanzaParser parser) throws StreamFailure {
        liveness.received(now());
        router.route(frame, parser);
    }

    @Override
    public void closed() {
        liveness.closed();
        writer.detach();
    }

    /**
     * Queues a stanza for the server.
     *
     * @throws StreamUnavailableException if it cannot be taken
     * @throws IllegalStateException if it answers a request that is not open
     * @throws IllegalArgumentException if it has no receiver, a sender of another domain, or is too large
     */
    void send(Packet packet, @Nullable CompletableFuture<Void> written) {
        Element stanza = packet.getElement();
        String to = stanza.attributeValue("to");
        String from = stanza.attributeValue("from");
        if (to == null || to.isEmpty()) {
            throw new IllegalArgumentException("a stanza without receiver");
        }
        if (from == null || from.isEmpty()) {
            stanza.addAttribute("from", own.spelling());
        } else if (!own.isOf(from)) {
            throw new IllegalArgumentException("a stanza in the name of another domain: " + from);
        }
        byte[] bytes = bytes(stanza);
        if (!isAnswer(packet)) {
            writer.send(bytes, written);
        } else if (!open.close(to, String.valueOf(packet.getID()), () -> queued(bytes, written))) {
            throw new IllegalStateException("no open request of " + to + " has this id: " + packet.getID());
        }
    }

    private boolean queued(byte[] bytes, @Nullable CompletableFuture<Void> written) {
        writer.send(bytes, written);
        return true;
    }

    /** Asks somebody; the answer completes the future in the thread that reads the stream. */
    CompletableFuture<IQ> ask(IQ request, Duration timeout) {
        if (!isUuid(request.getID())) {
            request.setID(newId());
        }
        String id = request.getID();
        CompletableFuture<IQ> answer = queries.expect(
                id, String.valueOf(request.getElement().attributeValue("to")), now() + timeout.toNanos());
        try {
            send(request, null);
        } catch (RuntimeException refused) {
            queries.forget(id);
            throw refused;
        }
        return answer;
    }

    /** Looks at every deadline of this stream. */
    void tick() {
        long now = now();
        supervisor.checkHandshake(now);
        liveness.check(now);
        queries.expire(now);
        for (OpenRequests.Request late : open.overdue(now)) {
            log.warn("{}: a request of {} was not answered in time", domain, late.from());
            Element reply = StanzaErrors.reply(asElement(late), own, StanzaError.BROKEN);
            open.close(late.from(), late.id(), () -> answer(reply));
        }
    }

    /** Answers what is in flight for at most this long, then ends the stream in good order. */
    void close(Duration drain) throws InterruptedException {
        router.drain();
        long deadline = now() + drain.toNanos();
        while (!open.isEmpty() && now() < deadline) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        if (!open.isEmpty()) {
            log.warn("{}: closing with {} requests unanswered", domain, open.size());
        }
        supervisor.finish();
        sayGoodbye();
        supervisor.close();
        reading.join(FAREWELL.toMillis());
        lastAnswers.deliver();
        writer.stop();
        queries.failAll("the stream was closed");
        writing.join(FAREWELL.toMillis());
        component.shutdown();
    }

    private void sayGoodbye() throws InterruptedException {
        try {
            writer.end(END, late);
        } catch (StreamUnavailableException offline) {
            return;
        }
        long deadline = now() + FAREWELL.toNanos();
        boolean said = writer.awaitEmpty(FAREWELL.toNanos());
        if (said) {
            // the server closes its side in answer; what it still sends is not lost by a reset
            TimeUnit.NANOSECONDS.timedJoin(reading, Math.max(1, deadline - now()));
        }
        if (!said || reading.isAlive()) {
            log.warn("{}: the server did not end its side of the stream; what it still sent is lost", domain);
        }
    }

    /** Whether nothing is left to do: it was queued, or it can never be sent. */
    private boolean answer(Element stanza) {
        try {
            return queued(bytes(stanza), null);
        } catch (StreamUnavailableException | IllegalArgumentException failed) {
            log.warn("{}: an answer to {} was not sent: {}", domain, stanza.attributeValue("to"), failed.getMessage());
            return failed instanceof IllegalArgumentException || !writer.isAttached();
        }
    }

    private void ping(String target) {
        IQ ping = new IQ(IQ.Type.get, newId());
        ping.getElement().addAttribute("to", target);
        ping.setChildElement("ping", "urn:xmpp:ping");
        ask(ping, settings.times().pingAnswer()).exceptionally(unanswered -> ping);
    }

    private byte[] bytes(Element stanza) {
        byte[] bytes = StanzaText.bytes(stanza);
        if (bytes.length > settings.limits().stanzaBytes()) {
            throw new IllegalArgumentException("a stanza of " + bytes.length + " bytes is too large to send");
        }
        return bytes;
    }

    private static boolean isAnswer(Packet packet) {
        if (!(packet instanceof IQ)) {
            return false;
        }
        String type = packet.getElement().attributeValue("type");
        return "result".equals(type) || "error".equals(type);
    }

    private static Element asElement(OpenRequests.Request request) {
        Element iq = new DefaultElement(new QName("iq"));
        iq.addAttribute("id", request.id());
        iq.addAttribute("from", request.from());
        return iq.addAttribute("to", request.to());
    }

    private String newId() {
        long high = (resources.random().nextLong() & ~0xF000L) | 0x4000L;
        long low = (resources.random().nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private static boolean isUuid(@Nullable String id) {
        return id != null && id.length() == 36 && id.charAt(8) == '-' && id.charAt(23) == '-';
    }

    private long now() {
        return resources.nanoTime().getAsLong();
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
