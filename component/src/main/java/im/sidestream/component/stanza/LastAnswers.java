package im.sidestream.component.stanza;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the server still sent when the stream's end was on its way. Nothing may follow that end (RFC 6120 §4.4), and
 * no component can ask its server to send nothing more; so there is one more connection, for what is left alone.
 */
final class LastAnswers {
    private static final Logger log = LoggerFactory.getLogger(LastAnswers.class);
    /** Each may have been overtaken by others again, where very many ask. */
    private static final int MOST = 12;

    private static final Duration EACH = Duration.ofSeconds(1);
    private static final Duration BREATH = Duration.ofMillis(50);

    private final OwnName own;
    private final Supplier<String> secret;
    private final StreamSettings settings;
    private final StreamResources resources;
    private final StanzaWriter writer;
    private final StanzaRouter router;

    LastAnswers(
            OwnName own,
            Supplier<String> secret,
            StreamSettings settings,
            StreamResources resources,
            StanzaWriter writer,
            StanzaRouter router) {
        this.own = own;
        this.secret = secret;
        this.settings = settings;
        this.resources = resources;
        this.writer = writer;
        this.router = router;
    }

    /** Returns when nothing is left, or it was tried often enough. The stream must be closed, and the router draining. */
    void deliver() throws InterruptedException {
        for (int i = 0; i < MOST && writer.hasLate(); i++) {
            if (i > 0) {
                TimeUnit.NANOSECONDS.sleep(BREATH.toNanos());
            }
            try (ServerLink link = new ServerLink(settings, resources)) {
                Thread conversation = new Thread(() -> converse(link), "xmpp-last-" + own.inRows());
                conversation.setDaemon(true);
                conversation.start();
                conversation.join(EACH.toMillis());
                link.abandon(StreamFault.TIMED_OUT, "");
                conversation.join(EACH.toMillis());
            } catch (IOException impossible) {
                log.debug("{}: no socket for the last answers: {}", own.inRows(), impossible.getMessage());
            }
        }
        if (writer.hasLate()) {
            log.warn("{}: requests that came at the end are not answered", own.inRows());
        }
    }

    private void converse(ServerLink link) {
        try {
            link.connect(resources);
            StanzaParser parser = link.handshake(own.spelling(), secret.get());
            writer.attach(link);
            writer.end(ComponentStream.END);
            while (true) {
                router.route(link.next(), parser);
            }
        } catch (StreamFailure | StreamUnavailableException over) {
            log.debug("{}: the last answers are over: {}", own.inRows(), over.getMessage());
        } finally {
            writer.detach();
        }
    }
}
