package im.sidestream.component.stanza;

import java.nio.charset.StandardCharsets;
import org.dom4j.Attribute;
import org.dom4j.CharacterData;
import org.dom4j.Element;
import org.dom4j.Node;

/**
 * Writes a tree as the text that goes into the stream. Element prefixes are replaced by default namespaces, and
 * characters that XML cannot carry by U+FFFD: a server closes the stream at the first of them.
 */
final class StanzaText {

    private static final String XML = "http://www.w3.org/XML/1998/namespace";
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(512);

    private StanzaText() {}

    static byte[] bytes(Element stanza) {
        return text(stanza).getBytes(StandardCharsets.UTF_8);
    }

    static String text(Element stanza) {
        StanzaText text = new StanzaText();
        text.element(stanza, "");
        return text.out.toString();
    }

    private void element(Element element, String inherited) {
        String uri = element.getNamespaceURI();
        out.append('<').append(element.getName());
        if (!uri.equals(inherited)) {
            out.append(" xmlns='");
            escape(uri, true);
            out.append('\'');
        }
        for (int i = 0, count = element.attributeCount(); i < count; i++) {
            attribute(element.attribute(i));
        }
        int nodes = element.nodeCount();
        if (nodes == 0) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (int i = 0; i < nodes; i++) {
            Node node = element.node(i);
            if (node instanceof Element child) {
                element(child, uri);
            } else if (node instanceof CharacterData && node.getNodeType() != Node.COMMENT_NODE) {
                escape(node.getText(), false);
            }
        }
        out.append("</").append(element.getName()).append('>');
    }

    private void attribute(Attribute attribute) {
        String uri = attribute.getNamespaceURI();
        out.append(' ');
        if (uri.isEmpty()) {
            out.append(attribute.getName());
        } else if (uri.equals(XML)) {
            out.append("xml:").append(attribute.getName());
        } else {
            String prefix = attribute.getNamespacePrefix();
            out.append("xmlns:").append(prefix).append("='");
            escape(uri, true);
            out.append("' ").append(prefix).append(':').append(attribute.getName());
        }
        out.append("='");
        escape(attribute.getValue(), true);
        out.append('\'');
    }

    private void escape(String value, boolean quoted) {
        int length = value.length();
        int plainFrom = 0;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(value, plainFrom, i);
            special(c, quoted);
            plainFrom = i + 1;
        }
        out.append(value, plainFrom, length);
    }

    private static boolean isPlain(char c) {
        if (c >= '\uD800') {
            return c > '\uDFFF' && c < '\uFFFE';
        }
        return c >= ' ' && c != '<' && c != '>' && c != '&' && c != '\'' && c != '"';
    }

    private void special(char c, boolean quoted) {
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '\'' -> out.append(quoted ? "&apos;" : "'");
            case '"' -> out.append(quoted ? "&quot;" : "\"");
            case '\t' -> out.append(quoted ? "&#9;" : "\t");
            case '\n' -> out.append(quoted ? "&#10;" : "\n");
            case '\r' -> out.append("&#13;");
            default -> out.append(REPLACEMENT);
        }
    }
}
