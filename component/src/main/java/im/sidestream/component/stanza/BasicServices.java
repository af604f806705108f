package im.sidestream.component.stanza;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;

/**
 * What every address of a component speaks: service discovery (XEP-0030), ping (XEP-0199) and version (XEP-0092; the
 * operating system is not told). Addresses that were not named are not there.
 */
public final class BasicServices {

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String PING = "urn:xmpp:ping";
    private static final String VERSION = "jabber:iq:version";

    private final Map<String, ServiceAddress> addresses = new LinkedHashMap<>();

    /** Speaks for the addresses of one domain. */
    public BasicServices(List<ServiceAddress> all) {
        all.forEach(address -> addresses.put(address.localPart(), address));
    }

    /**
     * The answer to a request for one of these services.
     *
     * @param request an IQ of type get or set
     * @return null if the request asks for something else
     */
    public @Nullable IQ answer(IQ request) {
        Element query = request.getChildElement();
        if (query == null || request.getType() != IQ.Type.get) {
            return null;
        }
        ServiceAddress address = addresses.get(StanzaAddress.localPart(request.getElement()));
        return switch (query.getNamespaceURI() + " " + query.getName()) {
            case INFO + " query" -> info(request, query, address);
            case ITEMS + " query" -> items(request, query, address);
            case PING + " ping" -> address == null ? null : IQ.createResultIQ(request);
            case VERSION + " query" -> address == null ? null : version(request, address.identity());
            default -> null;
        };
    }

    /** Whether a request was sent to the domain, and not to an address below it. */
    public static boolean isForDomain(IQ request) {
        return StanzaAddress.localPart(request.getElement()).isEmpty();
    }

    private static IQ info(IQ request, Element query, @Nullable ServiceAddress address) {
        String node = query.attributeValue("node");
        if (address == null || !isKnown(node, address)) {
            return StanzaError.itemNotFound().answer(request);
        }
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(info(node, address));
        return answer;
    }

    /** XEP-0115 §6.2: who saw a version in presence asks for it as a node. */
    private static boolean isKnown(@Nullable String node, ServiceAddress address) {
        return node == null
                || node.isEmpty()
                || (!address.capsNode().isEmpty()
                        && node.equals(address.capsNode() + "#" + Capabilities.version(address)));
    }

    private static Element info(@Nullable String node, ServiceAddress address) {
        Namespace namespace = new Namespace("", INFO);
        Element query = empty(INFO, node);
        ServiceIdentity identity = address.identity();
        Element self = new DefaultElement(new QName("identity", namespace));
        self.addAttribute("category", identity.category()).addAttribute("type", identity.type());
        query.add(self.addAttribute("name", identity.name()));
        for (String feature : features(identity)) {
            query.add(new DefaultElement(new QName("feature", namespace)).addAttribute("var", feature));
        }
        for (InfoForm form : address.forms().get()) {
            query.add(form.toElement());
        }
        return query;
    }

    static List<String> features(ServiceIdentity identity) {
        List<String> features = new ArrayList<>(List.of(INFO, ITEMS, PING, VERSION));
        features.addAll(identity.features().get());
        return features;
    }

    private static IQ items(IQ request, Element query, @Nullable ServiceAddress address) {
        String node = query.attributeValue("node");
        if (address == null || (node != null && !node.isEmpty())) {
            return StanzaError.itemNotFound().answer(request);
        }
        IQ answer = IQ.createResultIQ(request);
        Element list = empty(ITEMS, node);
        String domain = StanzaAddress.domain(request.getElement().attributeValue("to"));
        for (ServiceAddress.Item item : address.items()) {
            Element element = new DefaultElement(new QName("item", new Namespace("", ITEMS)));
            element.addAttribute("jid", item.localPart() + "@" + domain);
            list.add(element.addAttribute("name", item.name()));
        }
        answer.getElement().add(list);
        return answer;
    }

    private static Element empty(String uri, @Nullable String node) {
        Element query = new DefaultElement(new QName("query", new Namespace("", uri)));
        // XEP-0030 §3.2: a node in the request is mirrored
        return node == null ? query : query.addAttribute("node", node);
    }

    private static IQ version(IQ request, ServiceIdentity identity) {
        Namespace namespace = new Namespace("", VERSION);
        Element query = empty(VERSION, null);
        query.add(new DefaultElement(new QName("name", namespace)).addText(identity.software()));
        query.add(new DefaultElement(new QName("version", namespace)).addText(identity.version()));
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(query);
        return answer;
    }
}
