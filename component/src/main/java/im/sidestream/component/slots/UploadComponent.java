package im.sidestream.component.slots;

import im.sidestream.component.stanza.BasicServices;
import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.InfoForm;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.component.stanza.ServiceIdentity;
import im.sidestream.component.stanza.StanzaError;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentException;
import org.xmpp.component.ComponentManager;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;

/**
 * The component at an upload domain: answers XEP-0363 requests, discovery, ping and version, and refuses everything
 * else. Slots are answered when they are there; nothing waits for them.
 */
public final class UploadComponent implements Component {

    private static final Logger log = LoggerFactory.getLogger(UploadComponent.class);

    private final SlotSource slots;
    private final UploadProfile profile;
    private final InstantSource clock;
    private final List<Face> faces;
    private final BasicServices basics;
    private volatile @Nullable Session session;

    /** The stream this component was added to. */
    private record Session(ComponentManager manager, SlotStanzas stanzas) {}

    /**
     * A component for one domain.
     *
     * @param slots must not block
     * @param clock tells which ends of ephemeral files are past
     */
    public UploadComponent(SlotSource slots, UploadProfile profile, InstantSource clock) {
        this(slots, profile, clock, FurtherServices.NONE);
    }

    /** As the other one, and speaks more than slots. */
    public UploadComponent(SlotSource slots, UploadProfile profile, InstantSource clock, FurtherServices further) {
        this.slots = slots;
        this.profile = profile;
        this.clock = clock;
        this.faces = further.faces();
        List<ServiceAddress> addresses = new ArrayList<>(further.addresses());
        addresses.add(0, self(profile, further));
        this.basics = new BasicServices(addresses);
    }

    private static ServiceAddress self(UploadProfile profile, FurtherServices further) {
        ServiceIdentity identity = new ServiceIdentity(
                "store",
                "file",
                profile.name(),
                () -> joined(profile.features(), further.features()),
                "Sidestream",
                profile.version());
        List<ServiceAddress.Item> items = further.addresses().stream()
                .map(address -> new ServiceAddress.Item(
                        address.localPart(), address.identity().name()))
                .toList();
        return ServiceAddress.ofDomain(identity, () -> forms(profile, further), items);
    }

    /** Some clients take the first form for that of uploads: the profile's are first. */
    private static List<InfoForm> forms(UploadProfile profile, FurtherServices further) {
        return joined(profile.forms(), further.forms().get());
    }

    private static <T> List<T> joined(List<T> first, List<T> then) {
        List<T> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    @Override
    public String getName() {
        return profile.name();
    }

    @Override
    public String getDescription() {
        return "HTTP file upload (XEP-0363)";
    }

    @Override
    public void initialize(JID jid, ComponentManager componentManager) {
        session = new Session(componentManager, new SlotStanzas(jid.getDomain(), clock));
    }

    @Override
    public void start() {}

    @Override
    public void shutdown() {}

    @Override
    public void processPacket(Packet packet) {
        Session now = session;
        if (now == null) {
            throw new IllegalStateException("a stanza before the component was added");
        }
        if (faces.stream().anyMatch(face -> face.take(packet, answer -> send(now, answer)))) {
            log.debug("taken by another face");
        } else if (packet instanceof IQ iq && isSlotRequest(iq)) {
            slot(now, iq, iq.getChildElement());
        } else if (packet instanceof IQ iq && iq.isRequest()) {
            request(now, iq);
        } else if (packet instanceof Message message) {
            noReply(now, message);
        }
    }

    private void request(Session now, IQ iq) {
        IQ answer = basics.answer(iq);
        send(now, answer == null ? StanzaError.serviceUnavailable().answer(iq) : answer);
    }

    private static boolean isSlotRequest(IQ iq) {
        Element child = iq.isRequest() ? iq.getChildElement() : null;
        return child != null
                && child.getName().equals("request")
                && child.getNamespaceURI().equals(UploadNamespace.UPLOAD)
                && iq.getType() == IQ.Type.get
                && BasicServices.isForDomain(iq);
    }

    private void slot(Session now, IQ iq, Element request) {
        SlotRequest wanted;
        try {
            wanted = now.stanzas().read(iq, request);
        } catch (Refusal refusal) {
            refuse(now, iq, request, refusal);
            return;
        }
        CompletableFuture<Slot> unused = slots.issue(wanted).whenComplete((slot, failure) -> {
            if (failure == null) {
                log.info("slot {} for {}: {} bytes", slot.id(), wanted.owner(), wanted.size());
                send(now, SlotStanzas.result(iq, slot));
            } else {
                refuse(now, iq, request, RefusalErrors.unwrap(failure));
            }
        });
    }

    private static String owner(IQ iq) {
        JID from = iq.getFrom();
        return from == null ? "" : from.toBareJID();
    }

    private void refuse(Session now, IQ iq, Element request, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            log.info("no slot for {}: {}", owner(iq), refusal.reason());
        } else {
            log.error("no slot for {}: the service failed", owner(iq), failure);
        }
        send(
                now,
                SlotStanzas.error(
                        iq,
                        request,
                        RefusalErrors.ofFailure(
                                failure, UploadNamespace.UPLOAD, PhraseBook.language(iq.getElement()))));
    }

    /** XEP-0506: who writes to the service learns that nobody reads. Errors, rooms and headlines are never answered. */
    private void noReply(Session now, Message message) {
        String type = String.valueOf(message.getElement().attributeValue("type"));
        if (type.equals("error") || type.equals("groupchat") || type.equals("headline")) {
            return;
        }
        Message answer = new Message();
        answer.setID(message.getID());
        answer.setTo(message.getFrom());
        answer.setFrom(message.getTo());
        send(now, StanzaError.serviceUnavailable().fail(answer));
    }

    private void send(Session now, Packet packet) {
        try {
            now.manager().sendPacket(this, packet);
        } catch (ComponentException | RuntimeException lost) {
            // the requester's own server answers for a component that is away
            log.warn("an answer to {} was lost: {}", packet.getTo(), lost.getMessage());
        }
    }
}
