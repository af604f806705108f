package im.sidestream.component.stanza;

import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one component domain connected, in one thread for as long as it lives: connects, reads until the connection
 * ends for whatever reason, closes it, waits, begins again. At no time is there more than one connection.
 */
final class StreamSupervisor implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StreamSupervisor.class);

    /** How soon an end of the loop is noticed by who stands by. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Who lives on the stream. */
    interface Traffic {
        /** The handshake was accepted. */
        void opened(ServerLink link);

        /** A stanza came in; must not throw. */
        void received(Frame frame, StanzaParser parser) throws StreamFailure;

        /** The connection is over. */
        void closed();
    }

    private final String domain;
    private final OwnName own;
    private final StreamSettings settings;
    private final StreamResources resources;
    private final Supplier<String> secret;
    private final Tenure tenure;
    private final StreamListener listener;
    private final Traffic traffic;
    private final Backoff backoff;
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile @Nullable ServerLink current;
    private volatile long openedAt;
    private volatile boolean authenticated;
    private volatile StreamState state = StreamState.of(Phase.CONNECTING);
    private @Nullable StreamFault lastLogged;
    private final Turns turns;

    StreamSupervisor(
            OwnName own,
            StreamSettings settings,
            StreamResources resources,
            Tenure tenure,
            Supplier<String> secret,
            StreamListener listener,
            Traffic traffic) {
        this.own = own;
        this.tenure = tenure;
        this.turns = new Turns(resources.nanoTime());
        this.domain = own.inRows();
        this.settings = settings;
        this.resources = resources;
        this.secret = secret;
        this.listener = listener;
        this.traffic = traffic;
        this.backoff =
                new Backoff(settings.times().retryFirst(), settings.times().retryMost(), resources.random());
    }

    StreamState state() {
        return state;
    }

    @Override
    public void run() {
        announce(state);
        tenure.onEnd(() -> reconnect(StreamFault.LEASE_ENDED, ""));
        while (awaitTurn()) {
            StreamFailure failure = attempt();
            if (!isOpen()) {
                break;
            }
            explain(failure);
            announce(StreamState.after(failure));
            Duration back = turns.stepBack(failure.fault());
            if (back.isZero() || !tenure.stepBack(back)) {
                pause(backoff.next());
            }
        }
        announce(StreamState.of(Phase.CLOSED));
    }

    /** Stands by while another process is connected; false when the loop is to end. */
    private boolean awaitTurn() {
        if (isOpen() && !tenure.isHeld()) {
            announce(StreamState.of(Phase.STANDBY));
            while (isOpen() && !tenure.isHeld()) {
                standBy();
            }
            backoff.reset();
            turns.begin();
        }
        return isOpen();
    }

    private void standBy() {
        try {
            tenure.await(LOOK);
        } catch (InterruptedException stopped) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the loop once the current connection is over. */
    void finish() {
        closing.countDown();
    }

    /** Ends the loop and the connection that it reads from. */
    void close() {
        closing.countDown();
        ServerLink link = current;
        if (link != null) {
            link.abandon(StreamFault.STREAM_ENDED, "closed by this program");
        }
    }

    /** Ends a handshake that takes too long, however slowly the server drips. */
    void checkHandshake(long now) {
        ServerLink link = current;
        long allowed =
                settings.times().connect().plus(settings.times().handshake()).toNanos();
        if (link != null && !authenticated && now - openedAt > allowed) {
            link.abandon(StreamFault.TIMED_OUT, "the handshake took too long");
        }
    }

    /** Ends the current connection so that a new one is made. */
    void reconnect(StreamFault fault, String detail) {
        ServerLink link = current;
        if (link != null) {
            link.abandon(fault, detail);
        }
    }

    /** A server that may know the component under its other name is asked again at once. */
    private StreamFailure attempt() {
        StreamFailure failure = serveOnce();
        boolean again = failure.fault() == StreamFault.HOST_UNKNOWN && own.turn() && isOpen();
        return again ? serveOnce() : failure;
    }

    private StreamFailure serveOnce() {
        try (ServerLink link = new ServerLink(settings, resources)) {
            return serve(link);
        } catch (StreamFailure failure) {
            return failure;
        } catch (IOException | RuntimeException | Error unexpected) {
            log.error("{}: the stream failed in an unforeseen way", domain, unexpected);
            return new StreamFailure(StreamFault.CONNECTION_LOST, String.valueOf(unexpected.getMessage()), unexpected);
        } finally {
            current = null;
            authenticated = false;
        }
    }

    private StreamFailure serve(ServerLink link) throws StreamFailure {
        openedAt = resources.nanoTime().getAsLong();
        current = link;
        if (!isOpen()) {
            return new StreamFailure(StreamFault.STREAM_ENDED, "");
        }
        requireTurn();
        link.connect(resources);
        StanzaParser parser = link.handshake(own.spelling(), secret.get());
        authenticated = true;
        long since = resources.nanoTime().getAsLong();
        traffic.opened(link);
        try {
            connected();
            while (true) {
                Frame frame = link.next();
                // a process that stood still for long may have lost its turn without a word
                requireTurn();
                traffic.received(frame, parser);
            }
        } finally {
            traffic.closed();
            // a connection that breaks at once, again and again, must not be made again and again at once
            if (resources.nanoTime().getAsLong() - since
                    >= settings.times().retryMost().toNanos()) {
                backoff.reset();
            }
        }
    }

    private void requireTurn() throws StreamFailure {
        if (!tenure.isHeld()) {
            throw new StreamFailure(StreamFault.LEASE_ENDED, "");
        }
    }

    private void connected() {
        lastLogged = null;
        turns.connected();
        log.info("{}: connected to the XMPP server at {}:{}", domain, settings.host(), settings.port());
        announce(StreamState.of(Phase.CONNECTED));
    }

    /** One line when the trouble begins or changes, not one for each attempt. */
    private void explain(StreamFailure failure) {
        String detail = failure.detail().isEmpty() ? "" : " (" + failure.detail() + ")";
        String line = failure.fault().explanation() + detail;
        if (failure.fault() == lastLogged) {
            log.debug("{}: still not connected to {}:{}: {}", domain, settings.host(), settings.port(), line);
        } else {
            log.warn("{}: not connected to {}:{}, trying again: {}", domain, settings.host(), settings.port(), line);
        }
        lastLogged = failure.fault();
    }

    private void announce(StreamState next) {
        state = next;
        try {
            listener.changed(domain, next);
        } catch (RuntimeException faulty) {
            log.error("{}: a listener failed", domain, faulty);
        }
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pause(Duration duration) {
        try {
            if (closing.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("{}: closed while waiting for the next attempt", domain);
            }
        } catch (InterruptedException stopped) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
