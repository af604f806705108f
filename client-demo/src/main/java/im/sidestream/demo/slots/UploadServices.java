package im.sidestream.demo.slots;

import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.transfer.Header;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import im.sidestream.demo.transfer.UrlRule;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jivesoftware.smack.Smack;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smackx.disco.packet.DiscoverInfo;
import org.jivesoftware.smackx.disco.packet.DiscoverItems;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/** Finds the upload service of a session (XEP-0363 §3) and asks it for slots. */
public final class UploadServices {

    private final ChatSession session;
    private final UrlRule rule;
    private final @Nullable String named;

    /**
     * For one session.
     *
     * @param rule which slots may be used
     * @param named JID of the service, or null to discover it
     */
    public UploadServices(ChatSession session, UrlRule rule, @Nullable String named) {
        this.session = session;
        this.rule = rule;
        this.named = named;
        Smack.ensureInitialized();
        ProviderManager.addIQProvider("slot", SlotRequestIq.NAMESPACE, new SlotProvider());
    }

    /**
     * Asks the server itself, then the services it lists. Nothing is remembered: a service may come up at any time.
     *
     * @return the first one that offers uploads; empty if there is none now
     */
    public Optional<UploadService> find() throws SessionException, InterruptedException {
        for (Jid candidate : candidates()) {
            Optional<UploadService> service = inspect(candidate);
            if (service.isPresent()) {
                return service;
            }
        }
        return Optional.empty();
    }

    private List<Jid> candidates() throws SessionException, InterruptedException {
        if (named != null) {
            try {
                return List.of(JidCreate.from(named));
            } catch (XmppStringprepException e) {
                throw new SessionException("not an XMPP address: " + named, e);
            }
        }
        List<Jid> candidates = new ArrayList<>();
        candidates.add(session.domain());
        try {
            DiscoverItems items = session.discovery().discoverItems(session.domain());
            items.getItems().forEach(item -> candidates.add(item.getEntityID()));
        } catch (XMPPErrorException | SmackException.NoResponseException e) {
            // a server without a list may still offer uploads itself
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
        return candidates;
    }

    private Optional<UploadService> inspect(Jid candidate) throws SessionException, InterruptedException {
        try {
            DiscoverInfo info = session.discovery().discoverInfo(candidate);
            return info.containsFeature(SlotRequestIq.NAMESPACE)
                    ? Optional.of(new UploadService(candidate, limit(info)))
                    : Optional.empty();
        } catch (XMPPErrorException | SmackException.NoResponseException e) {
            return Optional.empty();
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    private static long limit(DiscoverInfo info) {
        DataForm form = DataForm.from(info, SlotRequestIq.NAMESPACE);
        if (form == null || !form.hasField("max-file-size")) {
            return Long.MAX_VALUE;
        }
        String value = form.getField("max-file-size").getFirstValue();
        return value != null && value.strip().matches("[0-9]{1,18}") ? Long.parseLong(value.strip()) : Long.MAX_VALUE;
    }

    /**
     * Asks for one slot.
     *
     * @throws SlotRefused if the service refuses, or would by the limit it announced
     * @throws SessionException if it does not answer
     */
    public UploadSlot request(UploadService service, UploadSource source)
            throws SlotRefused, SessionException, InterruptedException {
        if (source.size() > service.maxFileSize()) {
            throw SlotRefused.forGood("the file is too large: " + source.size()
                    + " bytes, the upload service takes at most " + service.maxFileSize());
        }
        try {
            SlotIq answer = session.ask(
                    new SlotRequestIq(service.jid(), source.name(), source.size(), source.mediaType()), SlotIq.class);
            return slot(answer.content());
        } catch (XMPPErrorException e) {
            throw Refusals.read(e.getStanzaError());
        }
    }

    private UploadSlot slot(SlotIq.Content content) throws SlotRefused {
        return new UploadSlot(
                url(content.put()), url(content.get()), List.<Header>copyOf(content.headers()), content.resumable());
    }

    private URI url(String text) throws SlotRefused {
        return rule.accept(text)
                .orElseThrow(() -> SlotRefused.forGood("the upload service offers a slot that is not https"));
    }
}
