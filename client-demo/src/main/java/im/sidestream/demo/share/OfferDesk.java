package im.sidestream.demo.share;

import im.sidestream.demo.message.FileOffer;
import im.sidestream.demo.message.FileOffer.Decision;
import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers offers of files, one after the other, as its owner decides. */
public final class OfferDesk implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OfferDesk.class);

    private final ChatSession session;
    private final Decider decider;
    private final boolean inBand;
    private final Set<BareJid> accepted = ConcurrentHashMap.newKeySet();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "offers");
        thread.setDaemon(true);
        return thread;
    });

    /** Decides on offers; may take its time. */
    public interface Decider {
        /** Whether the file is wanted. */
        Decision decide(Jid from, FileOffer offer) throws InterruptedException;
    }

    /**
     * At a session.
     *
     * @param inBand whether files shall come in the stream itself
     */
    public OfferDesk(ChatSession session, Decider decider, boolean inBand) {
        this.session = session;
        this.decider = decider;
        this.inBand = inBand;
    }

    /** Whether files come in the stream itself, and not by HTTP. */
    boolean inBand() {
        return inBand;
    }

    /** Whether that service may send a file because an offer of its was accepted. */
    boolean expects(Jid from) {
        return accepted.contains(from.asBareJid());
    }

    /** A service whose offer was accepted says that another one sends the file. */
    void expectFrom(String sender, Jid service) {
        try {
            if (expects(service)) {
                accepted.add(JidCreate.bareFrom(sender));
            }
        } catch (XmppStringprepException noAddress) {
            log.info("no address to take files from: {}", noAddress.getMessage());
        }
    }

    void answer(Jid from, FileOffer offer, Inbox.Listener listener) {
        answers.execute(() -> {
            try {
                Decision decision = decider.decide(from, offer);
                if (decision == Decision.ACCEPT) {
                    accepted.add(from.asBareJid());
                }
                session.send(MessageWriter.answer(
                        new Chat(from, offer.thread()), session.newId(), offer.answer(decision, inBand)));
                listener.answered(from, offer, decision);
            } catch (SessionException e) {
                listener.failed(from, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        answers.shutdownNow();
    }
}
