package im.sidestream.component.offers;

import org.dom4j.Element;

/**
 * What an error stanza says (RFC 6120 §8.3).
 *
 * @param isPassing whether to try again later: {@code wait}
 * @param condition the defined condition, {@code undefined-condition} where there is none
 */
record Bounce(boolean isPassing, String condition) {

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
        return new Bounce("wait".equals(error.attributeValue("type")), condition);
    }
}
