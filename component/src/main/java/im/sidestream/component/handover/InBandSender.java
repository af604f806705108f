package im.sidestream.component.handover;

import im.sidestream.component.offers.Outlet;
import im.sidestream.component.offers.Voice;
import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.component.stanza.StanzaError;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/**
 * The sender's side of Jingle file transfer in band. Each block waits for the answer to the one before, so that no file keeps
 * others from the stream. Sessions are known by id and the full JID that takes them; what anybody else says of one is refused.
 */
public final class InBandSender implements Face {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ACCEPTANCE_SECONDS = 60;
    private static final long FAREWELL_SECONDS = 30;

    /** After so many blocks it is asked again whether the file is wanted still. */
    private static final int BETWEEN_LOOKS = 8;

    /** Reasons (XEP-0166 §7.4) that another attempt would meet again. */
    private static final Set<String> UNWANTED = Set.of(
            "decline", "cancel", "incompatible-parameters", "unsupported-applications", "unsupported-transports");

    private final Outlet outlet;
    private final Voice voice;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    /**
     * A session under way.
     *
     * @param isWanted whether the file is to go on
     * @param accepted the size of blocks that the receiver agreed to
     * @param ended what the receiver said at its end
     * @param sent whether the last byte is out: whoever closes the stream from then on (XEP-0047 §2.4) breaks nothing off
     */
    private record Session(
            Parcel parcel,
            Supplier<CompletableFuture<Boolean>> isWanted,
            CompletableFuture<Integer> accepted,
            CompletableFuture<Void> ended,
            AtomicBoolean sent) {
        static Session of(Parcel parcel, Supplier<CompletableFuture<Boolean>> isWanted) {
            return new Session(
                    parcel, isWanted, new CompletableFuture<>(), new CompletableFuture<>(), new AtomicBoolean());
        }
    }

    /** Sends from the address that people talk to. */
    public InBandSender(Outlet outlet, Voice voice) {
        this.outlet = outlet;
        this.voice = voice;
    }

    /**
     * Sends a file; fails if it is not taken, with a {@link Refusal} if the receiver does not want it so, or if it is to go on
     * no more.
     */
    CompletableFuture<Void> send(Parcel parcel, Supplier<CompletableFuture<Boolean>> isWanted) {
        Session session = Session.of(parcel, isWanted);
        sessions.put(parcel.sid(), session);
        return ask(parcel, parcel.initiate(voice.from()))
                .thenCompose(begun -> session.accepted().orTimeout(ACCEPTANCE_SECONDS, TimeUnit.SECONDS))
                .thenCompose(block -> look(session)
                        .thenCompose(wanted -> ask(parcel, open(parcel, block)))
                        .thenCompose(open -> blocks(session, block, 0)))
                .thenCompose(all -> close(session))
                // whoever answered for all bytes has them, whether or not the session is ended
                .thenCompose(closed -> session.ended().completeOnTimeout(null, FAREWELL_SECONDS, TimeUnit.SECONDS))
                // what the receiver says tells more than what broke for it
                .exceptionallyCompose(
                        failure -> session.ended().isDone() ? session.ended() : CompletableFuture.failedFuture(failure))
                .whenComplete((done, failure) -> end(session, failure));
    }

    /** Ends what the receiver did not: with the reason (XEP-0166 §7.4) that it is not to go on, or that it cannot. */
    private void end(Session session, @Nullable Throwable failure) {
        Parcel parcel = session.parcel();
        sessions.remove(parcel.sid());
        if (failure != null && !session.ended().isDone()) {
            String why = RefusalErrors.unwrap(failure) instanceof Refusal ? "cancel" : "failed-transport";
            CompletableFuture<IQ> unused = outlet.ask().apply(request(parcel, parcel.terminate(why)), PATIENCE);
        }
    }

    private static CompletableFuture<Void> look(Session session) {
        return session.isWanted()
                .get()
                .thenCompose(wanted -> wanted
                        ? CompletableFuture.<Void>completedFuture(null)
                        : CompletableFuture.failedFuture(Refusal.of(Reason.GONE, "The file is not to go any more.")));
    }

    /** A receiver that closed the stream itself knows none any more. */
    private CompletableFuture<IQ> close(Session session) {
        session.sent().set(true);
        Element close = Parcel.BYTES
                .element("close")
                .addAttribute("sid", session.parcel().sid());
        return outlet.ask().apply(request(session.parcel(), close), PATIENCE);
    }

    private static Element open(Parcel parcel, int block) {
        return Parcel.BYTES
                .element("open")
                .addAttribute("sid", parcel.sid())
                .addAttribute("block-size", Integer.toString(block))
                .addAttribute("stanza", "iq");
    }

    private CompletableFuture<Void> blocks(Session session, int block, int number) {
        long from = (long) number * block;
        if (from >= session.parcel().bytes().capacity()) {
            return CompletableFuture.completedFuture(null);
        }
        if (session.ended().isDone()) {
            return session.ended();
        }
        boolean isLast = from + block >= session.parcel().bytes().capacity();
        boolean isLook = number > 0 && (isLast || number % BETWEEN_LOOKS == 0);
        return (isLook ? look(session) : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(wanted -> block(session, block, number))
                .thenCompose(taken -> blocks(session, block, number + 1));
    }

    private CompletableFuture<Void> block(Session session, int block, int number) {
        int from = number * block;
        byte[] part = session.parcel().block(from, block);
        session.sent().set(from + part.length == session.parcel().bytes().capacity());
        Element data = Parcel.BYTES
                .element("data", Base64.getEncoder().encodeToString(part))
                .addAttribute("sid", session.parcel().sid())
                // XEP-0047 §2.2: 16 bits, and then from the beginning
                .addAttribute("seq", Integer.toString(number & 0xFFFF));
        return ask(session.parcel(), data);
    }

    private CompletableFuture<Void> ask(Parcel parcel, Element content) {
        return outlet.ask()
                .apply(request(parcel, content), PATIENCE)
                .thenCompose(answer -> answer.getType() == IQ.Type.result
                        ? CompletableFuture.<Void>completedFuture(null)
                        : CompletableFuture.failedFuture(new IOException("refused: " + content.getName())));
    }

    private IQ request(Parcel parcel, Element content) {
        IQ iq = new IQ(IQ.Type.set, UUID.randomUUID().toString());
        iq.getElement().addAttribute("from", voice.from()).addAttribute("to", parcel.to());
        iq.getElement().add(content);
        return iq;
    }

    @Override
    public boolean take(Packet packet, Consumer<Packet> answers) {
        if (!(packet instanceof IQ iq)
                || iq.getType() != IQ.Type.set
                || !StanzaAddress.localPart(iq.getElement()).equals(Voice.LOCAL_PART)) {
            return false;
        }
        Element child = iq.getChildElement();
        boolean isJingle = isOf(child, "jingle", Parcel.JINGLE.uri());
        if (child == null || (!isJingle && !isOf(child, "close", Parcel.BYTES.uri()))) {
            return false;
        }
        Session session = sessions.get(child.attributeValue("sid", ""));
        String from = String.valueOf(iq.getElement().attributeValue("from"));
        if (session == null || !session.parcel().to().equalsIgnoreCase(from)) {
            answers.accept(StanzaError.itemNotFound().answer(iq));
            return true;
        }
        answers.accept(IQ.createResultIQ(iq));
        heard(session, child, isJingle);
        return true;
    }

    private static boolean isOf(@Nullable Element child, String name, String uri) {
        return child != null
                && child.getName().equals(name)
                && child.getNamespaceURI().equals(uri);
    }

    private static void heard(Session session, Element child, boolean isJingle) {
        switch (isJingle ? child.attributeValue("action", "") : "close") {
            case "session-accept" -> session.accepted().complete(Parcel.blockSize(child));
            case "session-terminate" -> over(session, child.element("reason"));
            case "close" -> {
                if (!session.sent().get()) {
                    failed(session, new IOException("the byte stream was closed"));
                }
            }
            default -> {
                // what else is said of a session (XEP-0166 §6.8) changes nothing here
            }
        }
    }

    private static void over(Session session, @Nullable Element reason) {
        if (reason != null && reason.element("success") != null) {
            session.ended().complete(null);
            // where it has the file already: nothing more is sent
            session.accepted().complete(Parcel.BLOCK);
        } else if (reason != null && UNWANTED.stream().anyMatch(why -> reason.element(why) != null)) {
            failed(session, Refusal.of(Reason.NOT_ALLOWED, "The receiver does not want the file in band."));
        } else {
            failed(session, new IOException("the session was ended"));
        }
    }

    private static void failed(Session session, Exception why) {
        session.ended().completeExceptionally(why);
        session.accepted().completeExceptionally(why);
    }
}
