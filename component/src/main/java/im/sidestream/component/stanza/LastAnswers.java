package im.sidestream.component.stanza;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the server still sent when the stream's end was on its way. Nothing may follow that end (RFC 6120 §4.4), and
 * no component can ask its server to send nothing more; so there is one more connection, for what is left alone. The answers
 * and the end follow the handshake without waiting for its answer: a server that reads in order has no moment in which it
 * could send yet more requests. One that does not take it like that gets the answers by a connection that waits.
 */
final class LastAnswers {
    private static final Logger log = LoggerFactory.getLogger(LastAnswers.class);
    private static final Duration EACH = Duration.ofSeconds(5);
    /** Each may have been overtaken by others again, where very many ask. */
    private static final Duration ALL = Duration.ofSeconds(10);

    private static final Duration ABANDONED = Duration.ofSeconds(1);

    private static final Duration BREATH = Duration.ofMillis(50);

    private final OwnName own;
    private final Supplier<String> secret;
    private final StreamSettings settings;
    private final StreamResources resources;
    private final Tenure tenure;
    private final LateStanzas late;
    private final StanzaRouter router;
    private volatile boolean waits;

    LastAnswers(
            OwnName own,
            Supplier<String> secret,
            StreamSettings settings,
            StreamResources resources,
            Tenure tenure,
            LateStanzas late,
            StanzaRouter router) {
        this.own = own;
        this.secret = secret;
        this.settings = settings;
        this.resources = resources;
        this.tenure = tenure;
        this.late = late;
        this.router = router;
    }

    /** Returns when nothing is left, or it was tried often enough. The stream must be closed, and the router draining. */
    void deliver() throws InterruptedException {
        router.leave();
        long deadline = resources.nanoTime().getAsLong() + ALL.toNanos();
        long left = ALL.toNanos();
        // whoever has the lease now may be connected, and is not to be thrown out
        while (!late.isEmpty() && left > 0 && tenure.isHeld()) {
            connectOnce(Math.min(left, EACH.toNanos()));
            left = deadline - resources.nanoTime().getAsLong();
            if (!late.isEmpty()) {
                TimeUnit.NANOSECONDS.sleep(BREATH.toNanos());
            }
        }
        int unsent = late.end();
        if (unsent > 0) {
            log.warn("{}: {} requests that came at the end are not answered", own.inRows(), unsent);
        }
    }

    private void connectOnce(long nanos) throws InterruptedException {
        try (ServerLink link = new ServerLink(settings, resources)) {
            Thread conversation = new Thread(() -> converse(link), "xmpp-last-" + own.inRows());
            conversation.setDaemon(true);
            conversation.start();
            TimeUnit.NANOSECONDS.timedJoin(conversation, nanos);
            link.abandon(StreamFault.TIMED_OUT, "");
            conversation.join(ABANDONED.toMillis());
        } catch (IOException impossible) {
            log.debug("{}: no socket for the last answers: {}", own.inRows(), impossible.getMessage());
        }
    }

    private void converse(ServerLink link) {
        List<Outgoing> answers = late.take();
        boolean taken = false;
        try {
            link.connect(resources);
            taken = exchange(link, LateStanzas.text(answers, ComponentStream.END));
        } catch (StreamFailure over) {
            log.debug("{}: no connection for the last answers: {}", own.inRows(), over.getMessage());
        } finally {
            if (taken) {
                late.done(answers);
            } else {
                late.takeBack(answers);
            }
        }
    }

    /**
     * Whether the server let us in, read all and ended its side. One that lets us in and ends the connection without a word gets
     * all a second time, and no third time.
     */
    private boolean exchange(ServerLink link, byte[] text) {
        boolean given = false;
        try {
            StanzaParser parser = link.handshake(own.spelling(), secret.get(), waits ? new byte[0] : text);
            if (waits) {
                link.write(text);
            }
            given = true;
            while (true) {
                router.route(link.next(), parser);
            }
        } catch (StreamFailure over) {
            boolean taken = given && (waits || over.fault() == StreamFault.STREAM_ENDED);
            waits = waits || !taken;
            log.debug("{}: the last answers are over: {}", own.inRows(), over.getMessage());
            return taken;
        }
    }
}
