package im.sidestream.demo.session;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jivesoftware.smack.ConnectionListener;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.StanzaListener;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.filter.StanzaIdFilter;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.iqrequest.IQRequestHandler;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smackx.bytestreams.ibb.InBandBytestreamManager;
import org.jivesoftware.smackx.commands.AdHocCommandManager;
import org.jivesoftware.smackx.disco.ServiceDiscoveryManager;
import org.jivesoftware.smackx.ping.packet.Ping;
import org.jxmpp.jid.DomainBareJid;
import org.jxmpp.jid.EntityFullJid;

/**
 * One logged-in stream, with TLS and stream management. Messages are given to listeners in the order of the stream, on
 * one thread: a listener must not block.
 */
public final class ChatSession implements AutoCloseable {

    private final XMPPTCPConnection connection;
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger losses = new AtomicInteger();

    private ChatSession(XMPPTCPConnection connection) {
        this.connection = connection;
        connection.addConnectionListener(new Counter());
    }

    /**
     * Connects and authenticates. Nobody writes to this session before {@link #available()}.
     *
     * @throws SessionException if the server cannot be reached, is not who it should be, or refuses the account
     */
    public static ChatSession open(Endpoint endpoint, Account account) throws SessionException, InterruptedException {
        ChatSession session = new ChatSession(Connections.create(endpoint, account));
        try {
            session.connection.connect();
            session.connection.login();
            return session;
        } catch (SmackException | XMPPException | IOException e) {
            session.connection.instantShutdown();
            throw new SessionException("cannot log in as " + account.jid() + ": " + Connections.reason(e), e);
        }
    }

    /** Who this session is. */
    public EntityFullJid jid() {
        return connection.getUser();
    }

    /** The account's own server. */
    public DomainBareJid domain() {
        return connection.getXMPPServiceDomain();
    }

    /** What proves that the stream is still the same. */
    public StreamIdentity identity() {
        return new StreamIdentity(
                connection.getUser().toString(),
                connection.getStreamId(),
                connection.getConnectionCounter(),
                logins.get(),
                losses.get(),
                connection.isSmEnabled(),
                connection.isSmResumptionPossible());
    }

    /** Every message that arrives, errors and receipts too. */
    public void onMessage(Consumer<Message> listener) {
        connection.addSyncStanzaListener(stanza -> listener.accept((Message) stanza), StanzaTypeFilter.MESSAGE);
    }

    /** Every message of ours, just before it is sent, on the thread that sends it. */
    public void onSending(Consumer<Message> listener) {
        connection.addMessageInterceptor(builder -> {}, message -> {
            listener.accept(message);
            return false;
        });
    }

    /**
     * Sends a message. During an interruption it is kept and sent once the stream was resumed (XEP-0198 §5).
     *
     * @throws SessionException if the stream is gone for good
     */
    public void send(Message message) throws SessionException, InterruptedException {
        try {
            connection.sendStanza(message);
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @param answer class of the result
     * @throws XMPPErrorException if the answer is an error
     * @throws SessionException if there is none
     */
    public <T extends IQ> T ask(IQ request, Class<T> answer)
            throws XMPPErrorException, SessionException, InterruptedException {
        try {
            IQ result = connection.sendIqRequestAndWaitForResponse(request);
            return answer.cast(result);
        } catch (ClassCastException | SmackException.NoResponseException e) {
            throw new SessionException("no usable answer from " + request.getTo(), e);
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /** Waits for each answer so long from now on. */
    public void waitFor(Duration longest) {
        connection.setReplyTimeout(longest.toMillis());
    }

    /**
     * Takes messages from now on, those that were kept while the account was offline first: listeners should be there
     * already.
     */
    public void available() throws SessionException, InterruptedException {
        try {
            connection.sendStanza(StanzaBuilder.buildPresence()
                    .ofType(Presence.Type.available)
                    .build());
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /** Waits until the server has worked through everything that was sent so far: the stream keeps order (XEP-0199). */
    public void settle() throws SessionException, InterruptedException {
        Ping ping = new Ping(connection.getXMPPServiceDomain());
        // answers come before their turn, messages to listeners in theirs: both must be waited for
        CountDownLatch turn = new CountDownLatch(1);
        StanzaListener listener = answer -> turn.countDown();
        connection.addSyncStanzaListener(listener, new StanzaIdFilter(ping.getStanzaId()));
        try {
            ask(ping);
            if (!turn.await(connection.getReplyTimeout(), TimeUnit.MILLISECONDS)) {
                throw new SessionException("what the XMPP server sent is not worked through", new TimeoutException());
            }
        } finally {
            connection.removeSyncStanzaListener(listener);
        }
    }

    private void ask(Ping ping) throws SessionException, InterruptedException {
        try {
            IQ unused = connection.sendIqRequestAndWaitForResponse(ping);
        } catch (XMPPErrorException refused) {
            // that is an answer, too
        } catch (SmackException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /** Sends a request and does not wait: whoever asks wants no answer, or has it already. */
    public void tell(IQ request) throws SessionException, InterruptedException {
        try {
            connection.sendStanza(request);
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /** Answers requests of one kind, on threads of Smack's. */
    public void onRequest(IQRequestHandler handler) {
        connection.registerIQRequestHandler(handler);
    }

    /** Streams of bytes inside this stream (XEP-0047). */
    public InBandBytestreamManager byteStreams() {
        return InBandBytestreamManager.getByteStreamManager(connection);
    }

    /** Commands of others (XEP-0050). */
    public AdHocCommandManager commands() {
        return AdHocCommandManager.getAddHocCommandsManager(connection);
    }

    /** Service discovery on this stream (XEP-0030). */
    public ServiceDiscoveryManager discovery() {
        return ServiceDiscoveryManager.getInstanceFor(connection);
    }

    /** An id for a new message. */
    public String newId() {
        return UUID.randomUUID().toString();
    }

    /** Says goodbye and closes the stream. */
    @Override
    public void close() {
        connection.disconnect();
    }

    private final class Counter implements ConnectionListener {
        @Override
        public void authenticated(XMPPConnection which, boolean resumed) {
            logins.incrementAndGet();
        }

        @Override
        public void connectionClosedOnError(Exception e) {
            losses.incrementAndGet();
        }
    }
}
