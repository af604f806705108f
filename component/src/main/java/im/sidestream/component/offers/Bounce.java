package im.sidestream.component.offers;

import java.util.Set;
import org.dom4j.Element;

/**
 * What an error stanza says (RFC 6120 §8.3).
 *
 * @param isPassing whether to try again later: {@code wait}, or what passes by its nature, whatever type it came with;
 *     servers say that there is no other one of those that start anew, too
 * @param condition the defined condition, {@code undefined-condition} where there is none
 */
record Bounce(boolean isPassing, String condition) {

    /** What Prosody says, as for good, of a server that refuses its connection. */
    static final String NO_SERVER = "remote-server-not-found";

    private static final Set<String> PASSING =
            Set.of("recipient-unavailable", NO_SERVER, "remote-server-timeout", "resource-constraint");

    private static final String STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    static Bounce of(Element stanza) {
        Element error = stanza.element("error");
        if (error == null) {
            return new Bounce(false, "undefined-condition");
        }
        String condition = error.elements().stream()
                .filter(child -> child.getNamespaceURI().equals(STANZAS)
                        && !child.getName().equals("text"))
                .map(Element::getName)
                .findFirst()
                .orElse("undefined-condition");
        return new Bounce("wait".equals(error.attributeValue("type")) || PASSING.contains(condition), condition);
    }
}
