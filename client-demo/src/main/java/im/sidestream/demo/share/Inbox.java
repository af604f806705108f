package im.sidestream.demo.share;

import im.sidestream.demo.inband.InBandReceiver;
import im.sidestream.demo.message.FileOffer;
import im.sidestream.demo.message.FileOffer.Decision;
import im.sidestream.demo.message.Formats;
import im.sidestream.demo.message.Incoming;
import im.sidestream.demo.message.MessageReader;
import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.PendingShares;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.transfer.Downloaded;
import im.sidestream.demo.transfer.TransferException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What arrives on a session: reads it, fetches shared files one after the other, and tells a listener. */
public final class Inbox implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final ChatSession session;
    private final @Nullable FileReceiver receiver;
    private final Predicate<Jid> senders;
    private final Listener listener;
    private final PendingShares pending = new PendingShares();
    private final Repeats repeats = new Repeats();
    private @Nullable OfferDesk desk;
    private @Nullable InBandReceiver inBand;
    private final ExecutorService downloads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "downloads");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Does not listen yet.
     *
     * @param receiver where files go, or null to fetch none
     * @param senders whose messages count
     */
    public Inbox(ChatSession session, @Nullable FileReceiver receiver, Predicate<Jid> senders, Listener listener) {
        this.session = session;
        this.receiver = receiver;
        this.senders = senders;
        this.listener = listener;
    }

    /** Has offers answered there, from {@link #start} on; else they are only shown. */
    public void answerOffersAt(OfferDesk offers) {
        desk = offers;
    }

    /** Announces what this client reads, listens, and lets messages come. */
    public void start() throws SessionException, InterruptedException {
        Formats.register();
        Formats.FEATURES.forEach(session.discovery()::addFeature);
        if (desk != null && desk.inBand() && receiver != null) {
            InBandReceiver.FEATURES.forEach(session.discovery()::addFeature);
            InBandReceiver files = new InBandReceiver(session, new InBandKeeper(receiver, desk, listener));
            inBand = files;
            files.start();
        } else {
            Formats.LINK_FEATURES.forEach(session.discovery()::addFeature);
        }
        session.onMessage(this::accept);
        session.available();
    }

    private void accept(Message message) {
        Jid from = message.getFrom();
        if (from == null || !senders.test(from)) {
            return;
        }
        if (message.getType() == Message.Type.error) {
            listener.bounced(
                    from,
                    message.getStanzaId(),
                    String.valueOf(message.getError().getCondition()));
            return;
        }
        if (message.getType() == Message.Type.groupchat) {
            return;
        }
        String sender = MessageReader.inBandSender(message);
        if (sender != null && desk != null) {
            desk.expectFrom(sender, from);
        }
        Incoming incoming = MessageReader.read(message);
        if (incoming instanceof Incoming.Offered offered) {
            offered(message, offered.offer());
        } else if (incoming instanceof Incoming.File shared) {
            shared(message, shared.file());
        } else if (incoming instanceof Incoming.Announced announced) {
            String id = MessageReader.referenceId(message);
            if (id != null) {
                pending.announce(from.asBareJid().toString(), id, announced.file());
            }
        } else if (incoming instanceof Incoming.Sources sources) {
            pending.attach(from.asBareJid().toString(), sources).ifPresent(file -> shared(message, file));
        } else if (incoming instanceof Incoming.Sealed sealed) {
            listener.failed(from, sealed.why());
        } else if (incoming instanceof Incoming.Link link) {
            listener.text(from, link.url());
        } else if (incoming instanceof Incoming.Text text) {
            listener.text(from, text.body());
        }
    }

    private void offered(Message message, FileOffer offer) {
        Jid from = message.getFrom();
        if (!repeats.isNew(from, message.getStanzaId())) {
            return;
        }
        listener.offered(from, offer);
        if (desk != null) {
            desk.answer(from, offer, listener);
        }
    }

    private void shared(Message message, SharedFile file) {
        Jid from = message.getFrom();
        if (!repeats.isNew(from, message.getStanzaId())) {
            return;
        }
        listener.shared(from, file);
        FileReceiver target = receiver;
        if (target != null) {
            downloads.execute(() -> fetch(target, message, file));
        }
    }

    private void fetch(FileReceiver target, Message message, SharedFile file) {
        Jid from = message.getFrom();
        try {
            Downloaded downloaded = target.fetch(file);
            acknowledge(message, downloaded.verified());
            listener.kept(new ReceivedFile(from, file, downloaded));
        } catch (TransferException e) {
            listener.failed(from, String.valueOf(e.getMessage()));
        } catch (SessionException e) {
            listener.failed(from, "the file is here, but the sender could not be told: " + e.getMessage());
        } catch (InterruptedException e) {
            log.debug("download ended by the end of the program");
            Thread.currentThread().interrupt();
        }
    }

    private void acknowledge(Message message, boolean verified) throws SessionException, InterruptedException {
        String id = message.getStanzaId();
        if (MessageReader.wantsReceipt(message)) {
            session.send(MessageWriter.receipt(message.getFrom(), session.newId(), id));
        }
        if (verified && MessageReader.isMarkable(message)) {
            session.send(MessageWriter.displayed(message.getFrom(), session.newId(), id));
        }
    }

    @Override
    public void close() {
        downloads.shutdownNow();
        if (inBand != null) {
            inBand.close();
        }
    }

    /** Is told what arrives. {@link #kept} and {@link #failed} may come from another thread than the others. */
    public interface Listener {

        /** Somebody wrote. */
        void text(Jid from, String body);

        /** Somebody shared a file. */
        void shared(Jid from, SharedFile file);

        /** Somebody offers a file. */
        default void offered(Jid from, FileOffer offer) {}

        /** An offer was answered. */
        default void answered(Jid from, FileOffer offer, Decision decision) {}

        /** A shared file is here, and it is what it should be. */
        void kept(ReceivedFile file);

        /** A shared file is not here. */
        void failed(Jid from, String reason);

        /**
         * A message of ours came back.
         *
         * @param id its id, or null
         * @param reason condition of the error
         */
        void bounced(Jid from, @Nullable String id, String reason);
    }
}
