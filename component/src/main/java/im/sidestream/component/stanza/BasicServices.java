package im.sidestream.component.stanza;

import java.util.List;
import java.util.function.Supplier;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;

/**
 * What every address of a component speaks: service discovery (XEP-0030), ping (XEP-0199) and version (XEP-0092; the
 * operating system is not told). Only the domain itself is there to be discovered.
 */
public final class BasicServices {

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String PING = "urn:xmpp:ping";
    private static final String VERSION = "jabber:iq:version";

    private final ServiceIdentity identity;
    private final Supplier<List<InfoForm>> forms;

    /**
     * Speaks for one service.
     *
     * @param forms asked at each request; shown in this order, and some clients read the first one alone
     */
    public BasicServices(ServiceIdentity identity, Supplier<List<InfoForm>> forms) {
        this.identity = identity;
        this.forms = forms;
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
        return switch (query.getNamespaceURI() + " " + query.getName()) {
            case INFO + " query" -> discovery(request, query, true);
            case ITEMS + " query" -> discovery(request, query, false);
            case PING + " ping" -> isForDomain(request) ? IQ.createResultIQ(request) : null;
            case VERSION + " query" -> isForDomain(request) ? version(request) : null;
            default -> null;
        };
    }

    /** Whether a request was sent to the domain, and not to an address below it that nobody has. */
    public static boolean isForDomain(IQ request) {
        String to = request.getElement().attributeValue("to");
        return to == null || (to.indexOf('@') < 0 || (to.indexOf('/') >= 0 && to.indexOf('/') < to.indexOf('@')));
    }

    private IQ discovery(IQ request, Element query, boolean info) {
        String node = query.attributeValue("node");
        if (!isForDomain(request) || (node != null && !node.isEmpty())) {
            return StanzaError.itemNotFound().answer(request);
        }
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(info ? info(node) : empty(ITEMS, node));
        return answer;
    }

    private Element info(@Nullable String node) {
        Namespace namespace = new Namespace("", INFO);
        Element query = empty(INFO, node);
        Element self = new DefaultElement(new QName("identity", namespace));
        self.addAttribute("category", identity.category()).addAttribute("type", identity.type());
        query.add(self.addAttribute("name", identity.name()));
        for (String feature : List.of(INFO, ITEMS, PING, VERSION)) {
            query.add(feature(feature, namespace));
        }
        for (String feature : identity.features().get()) {
            query.add(feature(feature, namespace));
        }
        for (InfoForm form : forms.get()) {
            query.add(form.toElement());
        }
        return query;
    }

    private static Element feature(String name, Namespace namespace) {
        return new DefaultElement(new QName("feature", namespace)).addAttribute("var", name);
    }

    private static Element empty(String uri, @Nullable String node) {
        Element query = new DefaultElement(new QName("query", new Namespace("", uri)));
        // XEP-0030 §3.2: a node in the request is mirrored
        return node == null ? query : query.addAttribute("node", node);
    }

    private IQ version(IQ request) {
        Namespace namespace = new Namespace("", VERSION);
        Element query = empty(VERSION, null);
        query.add(new DefaultElement(new QName("name", namespace)).addText(identity.software()));
        query.add(new DefaultElement(new QName("version", namespace)).addText(identity.version()));
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(query);
        return answer;
    }
}
