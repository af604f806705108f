package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Via;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;

/**
 * How a file comes to the client that accepted it: whoever wrote to us may be asked what it can (XEP-0030), by the full JID
 * alone (T-G4). A link, unless the client takes files in the stream and says nothing of links, or its user wishes so. That is
 * written down with the yes.
 */
final class Capability {

    private static final Markup INFO = new Markup("http://jabber.org/protocol/disco#info");
    private static final Set<String> IN_BAND =
            Set.of("urn:xmpp:jingle:apps:file-transfer:5", "urn:xmpp:jingle:transports:ibb:1");
    private static final Set<String> LINKS = Set.of("jabber:x:oob", "urn:xmpp:sfs:0", "urn:xmpp:sims:1");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Outlet outlet;
    private final Voice voice;
    private final InBand inBand;

    Capability(Outlet outlet, Voice voice, InBand inBand) {
        this.outlet = outlet;
        this.voice = voice;
        this.inBand = inBand;
    }

    /** Finds out; never fails. */
    CompletableFuture<Via> of(String address, Delivery delivery, @Nullable Via wish) {
        if (address.indexOf('/') < 0 || !inBand.takes(delivery.content())) {
            return CompletableFuture.completedFuture(Via.LINK);
        }
        return ask(address).thenApply(answer -> chosen(features(answer), wish)).exceptionally(silent -> Via.LINK);
    }

    private static Via chosen(Set<String> features, @Nullable Via wish) {
        boolean can = features.containsAll(IN_BAND);
        boolean knowsLinks = LINKS.stream().anyMatch(features::contains);
        return can && (wish == Via.IN_BAND || !knowsLinks) ? Via.IN_BAND : Via.LINK;
    }

    private static Set<String> features(IQ answer) {
        Element query = answer.getType() == IQ.Type.result ? answer.getChildElement() : null;
        Set<String> features = new HashSet<>();
        if (query != null) {
            query.elements("feature").forEach(feature -> features.add(feature.attributeValue("var", "")));
        }
        return features;
    }

    /** Whether a client takes files in the stream, still; fails where it is not there. */
    CompletableFuture<Boolean> takesInBand(String address) {
        return ask(address)
                .thenCompose(answer -> answer.getType() == IQ.Type.result
                        ? CompletableFuture.completedFuture(features(answer).containsAll(IN_BAND))
                        : CompletableFuture.failedFuture(new IOException(address + " is not there")));
    }

    private CompletableFuture<IQ> ask(String address) {
        IQ iq = new IQ(IQ.Type.get, UUID.randomUUID().toString());
        iq.getElement().addAttribute("from", voice.from()).addAttribute("to", address);
        iq.getElement().add(INFO.element("query"));
        return outlet.ask().apply(iq, PATIENCE);
    }
}
