package im.sidestream.demo.e2e;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.message.FileOffer;
import im.sidestream.demo.message.Formats;
import im.sidestream.demo.message.Incoming;
import im.sidestream.demo.message.MessageReader;
import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.Stage;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError;

/**
 * A receiver of offers who counts what comes by its distinct ids, and passes over what came before. What he says he says again
 * until he is answered, as people do: what a server had handed to a process that was killed then is lost, and XEP-0114 has
 * nothing that would tell.
 */
final class Invitee implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;
    private static final long AGAIN_AFTER_MILLIS = 3_000;

    private final Visitor visitor;
    private final Manner manner;
    private final Set<String> offerIds = ConcurrentHashMap.newKeySet();
    private final Set<String> fileIds = ConcurrentHashMap.newKeySet();
    private final Map<String, Message> said = new ConcurrentHashMap<>();
    private final BlockingQueue<Message> offers = new LinkedBlockingQueue<>();
    private final BlockingQueue<StanzaError.Type> refusals = new LinkedBlockingQueue<>();
    private final BlockingQueue<URI> links = new LinkedBlockingQueue<>();
    private volatile boolean over;

    /** How an offer is answered as soon as it is there. */
    interface Manner {
        void answer(Invitee invitee, Message message, FileOffer offer) throws Exception;

        /** Not at all. */
        Manner SILENCE = (invitee, message, offer) -> {};
        /** By the words that the offer says are to be typed. */
        Manner TEXT = (invitee, message, offer) ->
                invitee.type(message, "yes " + offer.form().value("offer"));
        /** By the form. */
        Manner FORM = (invitee, message, offer) -> invitee.say(MessageWriter.answer(
                new Chat(message.getFrom(), offer.thread()),
                invitee.visitor.session().newId(),
                offer.answer(FileOffer.Decision.ACCEPT, false)));
        /** With a no. */
        Manner REFUSAL = (invitee, message, offer) ->
                invitee.type(message, "no " + offer.form().value("offer"));
    }

    private Invitee(Visitor visitor, Manner manner) {
        this.visitor = visitor;
        this.manner = manner;
    }

    static Invitee logIn(Federation federation, String user, Manner manner) throws Exception {
        return listening(Visitor.logIn(federation, user), manner);
    }

    static Invitee logIn(Stage stage, String user, Manner manner) throws Exception {
        return listening(Visitor.logIn(stage, user), manner);
    }

    private static Invitee listening(Visitor visitor, Manner manner) throws Exception {
        Formats.register();
        Invitee invitee = new Invitee(visitor, manner);
        invitee.visitor.session().onMessage(invitee::accept);
        invitee.visitor.session().available();
        return invitee;
    }

    private void accept(Message message) {
        Incoming incoming = MessageReader.read(message);
        if (message.getType() == Message.Type.error) {
            if (said.containsKey(message.getStanzaId())) {
                refusals.add(message.getError().getType());
            }
        } else if (incoming instanceof Incoming.Offered offered && offerIds.add(message.getStanzaId())) {
            offers.add(message);
            try {
                manner.answer(this, message, offered.offer());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        } else if (incoming instanceof Incoming.File file && fileIds.add(message.getStanzaId())) {
            links.add(URI.create(file.file().urls().get(0)));
        } else if (incoming instanceof Incoming.Text) {
            said.clear();
        }
    }

    /** Answers an offer that was only listened to. */
    void answer(Message offer, Manner how) throws Exception {
        if (MessageReader.read(offer) instanceof Incoming.Offered offered) {
            how.answer(this, offer, offered.offer());
        }
    }

    private void type(Message to, String words) throws Exception {
        say(MessageWriter.text(new Chat(to.getFrom(), null), visitor.session().newId(), words));
    }

    private void say(Message message) throws Exception {
        said.put(message.getStanzaId(), message);
        sayAgain(message);
        visitor.session().send(message);
    }

    private void sayAgain(Message message) {
        Executor later = CompletableFuture.delayedExecutor(AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS, OwnThread::start);
        later.execute(() -> {
            if (over || !said.containsKey(message.getStanzaId())) {
                return;
            }
            sayAgain(message);
            try {
                visitor.session().send(message);
            } catch (SessionException | InterruptedException away) {
                // said again
            }
        });
    }

    Visitor visitor() {
        return visitor;
    }

    /** The next offer. */
    Message offer() throws Exception {
        Message offer = offers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (offer == null) {
            throw new AssertionError(visitor.session().jid() + " was offered nothing");
        }
        return offer;
    }

    /** The next file's link. */
    URI link() throws Exception {
        URI link = links.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (link == null) {
            throw new AssertionError(visitor.session().jid() + " got no link");
        }
        return link;
    }

    /** Of what kind the next error is that comes back for something he said. */
    StanzaError.Type refusal() throws Exception {
        StanzaError.Type refusal = refusals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (refusal == null) {
            throw new AssertionError(visitor.session().jid() + " was refused nothing");
        }
        return refusal;
    }

    /** How many offers came, by their ids. */
    int offerCount() {
        return offerIds.size();
    }

    /** How many files came, by the ids of their messages. */
    int fileCount() {
        return fileIds.size();
    }

    @Override
    public void close() {
        over = true;
        visitor.close();
    }
}
