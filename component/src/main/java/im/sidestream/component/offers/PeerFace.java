package im.sidestream.component.offers;

import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.Pace;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.component.stanza.StanzaError;
import im.sidestream.delivery.Distributor;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Refusal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/**
 * What other services ask of this one, and tell it: servers vouch for the address that a request is from, and that alone says
 * who asks. Requests of accounts are none of these.
 */
public final class PeerFace implements Face {

    /** What the domain says of itself. */
    public static final String FEATURE = Peers.FEATURE;

    private static final Logger log = LoggerFactory.getLogger(PeerFace.class);
    private static final Set<String> OWN = Set.of("file", HandOverForm.IN_BAND, "outcome", "retraction");
    private static final int REQUESTS_PER_MINUTE = 3_000;

    private final PeerRequests requests;
    private final Pace pace;
    private final Runnable changed;

    /**
     * Listens at the domain.
     *
     * @param isServed whether an account, by its bare JID, is one of those that this service may ask
     * @param changed runs after a request, so that what follows need not wait
     */
    public PeerFace(Correspondence work, Distributor distributor, Predicate<String> isServed, Runnable changed) {
        this.changed = changed;
        this.requests = new PeerRequests(work, distributor, isServed);
        this.pace = new Pace(work.ports().clock(), REQUESTS_PER_MINUTE);
    }

    @Override
    public boolean take(Packet packet, Consumer<Packet> answers) {
        if (!(packet instanceof IQ iq)
                || iq.getType() != IQ.Type.set
                || !StanzaAddress.localPart(iq.getElement()).isEmpty()) {
            return false;
        }
        Element child = iq.getChildElement();
        boolean isOurs = child != null
                && child.getNamespaceURI().equals(HandOverForm.OWN.uri())
                && OWN.contains(child.getName());
        if (child == null || (!isOurs && !HandOverForm.isRequest(child))) {
            return false;
        }
        String relay = BareJid.ofSender(String.valueOf(iq.getElement().attributeValue("from")));
        if (relay.indexOf('@') >= 0) {
            answers.accept(StanzaError.of("auth", "forbidden", "").answer(iq));
        } else if (pace.judge(relay) != Pace.Verdict.ANSWER) {
            answers.accept(StanzaError.of("wait", "resource-constraint", "").answer(iq));
        } else {
            answer(iq, obey(relay, child).whenComplete((done, failure) -> changed.run()), answers);
        }
        return true;
    }

    private CompletableFuture<@Nullable Element> obey(String relay, Element child) {
        try {
            return switch (child.getName()) {
                case "file" -> requests.file(relay, child);
                case HandOverForm.IN_BAND -> requests.inBand(relay, child);
                case "outcome" -> requests.outcome(relay, child);
                case "retraction" -> requests.retraction(relay, child);
                default -> requests.ask(relay, child);
            };
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private static void answer(IQ iq, CompletableFuture<@Nullable Element> work, Consumer<Packet> answers) {
        CompletableFuture<Void> unused = work.handle((content, failure) -> {
                    if (failure == null) {
                        IQ result = IQ.createResultIQ(iq);
                        if (content != null) {
                            result.getElement().add(content);
                        }
                        return result;
                    }
                    Throwable cause = RefusalErrors.unwrap(failure);
                    if (!(cause instanceof Refusal)) {
                        log.error("a request of {} failed", iq.getFrom(), cause);
                    }
                    return RefusalErrors.ofFailure(cause, HandOverForm.OWN.uri(), null)
                            .answer(iq);
                })
                .thenAccept(answers);
    }
}
