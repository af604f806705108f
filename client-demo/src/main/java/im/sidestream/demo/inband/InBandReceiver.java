package im.sidestream.demo.inband;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jivesoftware.smack.Smack;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.iqrequest.IQRequestHandler;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.StanzaError;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smackx.bytestreams.ibb.InBandBytestreamListener;
import org.jivesoftware.smackx.bytestreams.ibb.InBandBytestreamRequest;
import org.jivesoftware.smackx.bytestreams.ibb.InBandBytestreamSession;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiver's side of Jingle file transfer in band: takes what its owner waits for, and no byte stream that was not
 * agreed on before (XEP-0261 §2). Files come one after the other.
 */
public final class InBandReceiver implements AutoCloseable {

    /** What it announces. */
    public static final List<String> FEATURES =
            List.of(JingleIq.NAMESPACE, InBandFile.TRANSFER, InBandFile.TRANSPORT, "http://jabber.org/protocol/ibb");

    private static final Logger log = LoggerFactory.getLogger(InBandReceiver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int POLL_MILLIS = 100;

    private final ChatSession session;
    private final Keeper keeper;
    private final Map<Key, CompletableFuture<InputStream>> streams = new ConcurrentHashMap<>();
    private final Map<Key, InBandFile> sessions = new ConcurrentHashMap<>();
    private final ExecutorService transfers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "in-band");
        thread.setDaemon(true);
        return thread;
    });

    /** Takes files. */
    public interface Keeper {
        /** Whether the file is wanted. */
        boolean wants(InBandFile file);

        /**
         * Takes the bytes; blocks until they are there.
         *
         * @return whether they are what was announced, and kept
         */
        boolean keep(InBandFile file, InputStream in);

        /** The file does not come. */
        void failed(InBandFile file, String reason);
    }

    private record Key(String from, String id) {
        static Key of(Jid from, String id) {
            return new Key(from.toString(), id);
        }
    }

    /** Does not listen yet. */
    public InBandReceiver(ChatSession session, Keeper keeper) {
        this.session = session;
        this.keeper = keeper;
    }

    /** Listens. */
    public void start() {
        Smack.ensureInitialized();
        ProviderManager.addIQProvider(JingleIq.ELEMENT, JingleIq.NAMESPACE, new JingleIq.Provider());
        session.byteStreams().addIncomingBytestreamListener(new Streams());
        session.onRequest(
                new AbstractIqRequestHandler(
                        JingleIq.ELEMENT, JingleIq.NAMESPACE, IQ.Type.set, IQRequestHandler.Mode.sync) {
                    @Override
                    public IQ handleIQRequest(IQ request) {
                        return answer((JingleIq) request);
                    }
                });
    }

    private IQ answer(JingleIq request) {
        Key key = Key.of(request.getFrom(), request.attribute("sid"));
        switch (request.attribute("action")) {
            case "session-initiate" -> begin(key, request);
            case "session-terminate" -> {
                if (sessions.remove(key) == null) {
                    return unknownSession(request);
                }
            }
            default -> {
                if (!sessions.containsKey(key)) {
                    return unknownSession(request);
                }
            }
        }
        return IQ.createResultIQ(request);
    }

    private static IQ unknownSession(IQ request) {
        return IQ.createErrorResponse(request, StanzaError.Condition.item_not_found);
    }

    private void begin(Key key, JingleIq request) {
        Optional<InBandFile> file = InBandFile.read(request.getFrom(), request);
        boolean wanted = file.isPresent() && keeper.wants(file.get());
        if (wanted) {
            if (sessions.putIfAbsent(key, file.get()) != null) {
                return; // asked again: the answer is on its way
            }
            streams.put(Key.of(file.get().from(), file.get().stream()), new CompletableFuture<>());
        }
        // behind the answer to the request, which goes out when this method has returned
        transfers.execute(() -> {
            try {
                if (wanted) {
                    take(file.get());
                } else {
                    terminate(request.getFrom(), key.id(), file.isPresent() ? "decline" : "unsupported-applications");
                }
            } catch (SessionException e) {
                log.info("in-band transfer: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void take(InBandFile file) throws SessionException, InterruptedException {
        Key stream = Key.of(file.from(), file.stream());
        try {
            XmlNode accept = jingle("session-accept", file.session())
                    .with("responder", session.jid().toString())
                    .with(file.content());
            ask(file.from(), accept);
            InputStream in =
                    streams.getOrDefault(stream, new CompletableFuture<>()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            try {
                boolean kept = keeper.keep(file, new PatientStream(in, PATIENCE));
                awaitEnd(new PatientStream(in, FAREWELL));
                terminate(file.from(), file.session(), kept ? "success" : "media-error");
            } finally {
                end(in);
            }
        } catch (XMPPErrorException | ExecutionException | TimeoutException e) {
            keeper.failed(file, "the transfer broke: " + e.getMessage());
            terminate(file.from(), file.session(), "failed-transport");
        } finally {
            streams.remove(stream);
            sessions.remove(Key.of(file.from(), file.session()));
        }
    }

    /** The sender closes the stream that it opened: who closed it here first would refuse that. */
    private static void awaitEnd(InputStream in) {
        try {
            if (in.read() >= 0) {
                log.info("more bytes came than were announced");
            }
        } catch (IOException silence) {
            log.info("the stream was not closed: {}", silence.getMessage());
        }
    }

    /** What came is judged before; the sender has usually closed the stream, and then that cannot be done again. */
    private static void end(InputStream in) {
        try {
            in.close();
        } catch (IOException over) {
            log.debug("the stream had ended before: {}", over.getMessage());
        }
    }

    private void terminate(Jid to, String id, String reason) throws SessionException, InterruptedException {
        XmlNode why = XmlNode.of("reason", JingleIq.NAMESPACE).with(XmlNode.of(reason, JingleIq.NAMESPACE));
        try {
            ask(to, jingle("session-terminate", id).with(why));
        } catch (XMPPErrorException over) {
            log.debug("the other side had ended the session before: {}", over.getMessage());
        }
    }

    private void ask(Jid to, XmlNode node) throws XMPPErrorException, SessionException, InterruptedException {
        JingleIq request = new JingleIq(node);
        request.setTo(to);
        IQ unused = session.ask(request, IQ.class);
    }

    private static XmlNode jingle(String action, String id) {
        return XmlNode.of(JingleIq.ELEMENT, JingleIq.NAMESPACE)
                .with("action", action)
                .with("sid", id);
    }

    /** Lets a file that has come say so to its sender. */
    @Override
    public void close() {
        transfers.shutdown();
        if (sessions.isEmpty()) {
            transfers.shutdownNow();
            return;
        }
        try {
            boolean unused = transfers.awaitTermination(2 * FAREWELL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transfers.shutdownNow();
        }
    }

    /** Opens streams that were agreed on. */
    private final class Streams extends InBandBytestreamListener {
        @Override
        public void incomingBytestreamRequest(InBandBytestreamRequest request) {
            CompletableFuture<InputStream> awaited = streams.get(Key.of(request.getFrom(), request.getSessionID()));
            try {
                if (awaited == null || awaited.isDone()) {
                    request.reject();
                } else {
                    InBandBytestreamSession stream = request.accept();
                    stream.setReadTimeout(POLL_MILLIS);
                    awaited.complete(stream.getInputStream());
                }
            } catch (SmackException.NotConnectedException e) {
                log.info("in-band transfer: the connection is lost");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
