package im.sidestream.demo.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jivesoftware.smack.packet.ExtensionElement;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.jivesoftware.smack.util.StringUtils;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.jspecify.annotations.Nullable;

/**
 * An XML element as a value. Smack's own classes lose parts of the formats that are read here (the attribute
 * {@code for} of a fallback, what a reference holds), so all of them go through this one.
 *
 * @param name local name
 * @param namespace never inherited: always the element's own
 * @param attributes in document order; {@code xml:lang} under that name
 * @param children in document order
 * @param text the element's own characters; white space between children is dropped
 */
public record XmlNode(
        String name, String namespace, Map<String, String> attributes, List<XmlNode> children, String text) {

    public XmlNode {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /** An element without attributes and content. */
    public static XmlNode of(String name, String namespace) {
        return new XmlNode(name, namespace, Map.of(), List.of(), "");
    }

    /** Any element of Smack's, read again from its own XML. */
    public static XmlNode of(ExtensionElement element) {
        if (element instanceof NodeElement known) {
            return known.node();
        }
        try {
            return read(PacketParserUtils.getParserFor(element.toXML().toString()));
        } catch (XmlPullParserException | IOException e) {
            throw new IllegalArgumentException("not well-formed: " + element.getElementName(), e);
        }
    }

    /** Reads the element at whose start tag the parser stands, and leaves the parser at its end tag. */
    public static XmlNode read(XmlPullParser parser) throws XmlPullParserException, IOException {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < parser.getAttributeCount(); i++) {
            String prefix = parser.getAttributePrefix(i);
            String plain = parser.getAttributeName(i);
            attributes.put(
                    prefix == null || prefix.isEmpty() ? plain : prefix + ":" + plain, parser.getAttributeValue(i));
        }
        String name = parser.getName();
        String namespace = parser.getNamespace();
        List<XmlNode> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        XmlPullParser.Event event = parser.next();
        while (event != XmlPullParser.Event.END_ELEMENT) {
            if (event == XmlPullParser.Event.START_ELEMENT) {
                children.add(read(parser));
            } else if (event == XmlPullParser.Event.TEXT_CHARACTERS) {
                text.append(parser.getText());
            }
            event = parser.next();
        }
        boolean onlyLayout = !children.isEmpty() && text.toString().isBlank();
        return new XmlNode(name, namespace, attributes, children, onlyLayout ? "" : text.toString());
    }

    /** This element with one more attribute; unchanged if the value is absent. */
    public XmlNode with(String attribute, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(attribute, value);
        return new XmlNode(name, namespace, more, children, text);
    }

    /** This element with one more child at the end. */
    public XmlNode with(XmlNode child) {
        List<XmlNode> more = new ArrayList<>(children);
        more.add(child);
        return new XmlNode(name, namespace, attributes, more, text);
    }

    /** This element with one more child of the same namespace that holds only text; unchanged if there is none. */
    public XmlNode withText(String child, @Nullable String value) {
        return value == null ? this : with(new XmlNode(child, namespace, Map.of(), List.of(), value));
    }

    /** This element with other text. */
    public XmlNode withText(String value) {
        return new XmlNode(name, namespace, attributes, children, value);
    }

    /** The attribute's value, or null. */
    public @Nullable String attribute(String attribute) {
        return attributes.get(attribute);
    }

    /** The first child of that name and namespace. */
    public Optional<XmlNode> child(String childName, String childNamespace) {
        return children(childName, childNamespace).stream().findFirst();
    }

    /** All children of that name and namespace, in order. */
    public List<XmlNode> children(String childName, String childNamespace) {
        return children.stream()
                .filter(child -> child.is(childName, childNamespace))
                .toList();
    }

    /** The text of the first child of that name in this element's own namespace, or null. */
    public @Nullable String childText(String childName) {
        return child(childName, namespace).map(XmlNode::text).orElse(null);
    }

    /** Whether this element has that name and namespace. */
    public boolean is(String otherName, String otherNamespace) {
        return name.equals(otherName) && namespace.equals(otherNamespace);
    }

    /** The element as XML, each namespace written where it changes. */
    public String toXml(@Nullable String enclosingNamespace) {
        StringBuilder out = new StringBuilder();
        write(out, enclosingNamespace);
        return out.toString();
    }

    private void write(StringBuilder out, @Nullable String enclosing) {
        out.append('<').append(name);
        if (!namespace.equals(enclosing)) {
            out.append(" xmlns='")
                    .append(StringUtils.escapeForXmlAttribute(namespace))
                    .append('\'');
        }
        attributes.forEach((key, value) -> out.append(' ')
                .append(key)
                .append("='")
                .append(StringUtils.escapeForXmlAttribute(value))
                .append('\''));
        if (children.isEmpty() && text.isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>').append(StringUtils.escapeForXml(text));
        children.forEach(child -> child.write(out, namespace));
        out.append("</").append(name).append('>');
    }
}
