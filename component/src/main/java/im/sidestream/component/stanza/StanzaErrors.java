package im.sidestream.component.stanza;

import java.util.List;
import org.dom4j.Element;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;

/** Makes error stanzas (RFC 6120 §8.3) for stanzas as they came in, addresses letter by letter. */
final class StanzaErrors {

    private StanzaErrors() {}

    /**
     * The answer to a stanza that fails.
     *
     * @param own the component's domain; speaks where the stanza was for another one, because a server closes a
     *     stream on which others are quoted as senders (XEP-0114 §3)
     */
    static Element reply(Element stanza, OwnName own, StanzaError error) {
        Element reply = new DefaultElement(new QName(stanza.getName()));
        String id = stanza.attributeValue("id");
        String to = stanza.attributeValue("to");
        reply.addAttribute("type", "error");
        if (id != null) {
            reply.addAttribute("id", id);
        }
        reply.addAttribute("from", to != null && own.isOf(to) ? to : own.spelling());
        reply.addAttribute("to", stanza.attributeValue("from"));
        reply.add(error.toElement());
        return reply;
    }

    static @Nullable Element onlyChild(Element iq) {
        List<Element> children = iq.elements();
        return children.size() == 1 ? children.get(0) : null;
    }
}
