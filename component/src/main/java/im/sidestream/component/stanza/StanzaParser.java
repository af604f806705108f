package im.sidestream.component.stanza;

import java.io.IOException;
import java.io.StringReader;
import java.util.Set;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.xmlpull.mxp1.MXParser;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/**
 * Turns the text of one stanza into the tree that Tinder works on. Each stanza is parsed on its own, behind the start
 * tag of the stream it came in, so that what is wrong with one never reaches the next.
 *
 * <p>The stanza and its direct children lose the stream's namespace, as Tinder expects; elements deeper inside keep
 * theirs, because a forwarded stanza (XEP-0297) is not one of the stream's.
 */
final class StanzaParser {

    static final String COMPONENT = "jabber:component:accept";
    static final String STREAMS = "http://etherx.jabber.org/streams";
    private static final Set<String> OF_THE_STREAM = Set.of(COMPONENT, "jabber:client", "jabber:server");

    private final String streamTag;
    private final int elementLimit;
    private final MXParser parser;

    /** Parses children of the stream that was opened by this start tag. */
    StanzaParser(String streamTag, int elementLimit) throws XmlPullParserException {
        this.streamTag = streamTag;
        this.elementLimit = elementLimit;
        this.parser = new MXParser();
        parser.setFeature(XmlPullParser.FEATURE_PROCESS_NAMESPACES, true);
    }

    /** The start tag of a stream as an element without content. */
    static Element header(Frame frame) throws XmlPullParserException {
        return new StanzaParser("", 1).parse(frame.head());
    }

    /**
     * The tree of a stanza.
     *
     * @throws XmlPullParserException if it is not well-formed, names an unknown entity or has too many elements
     */
    Element parse(String stanza) throws XmlPullParserException {
        try {
            parser.setInput(new StringReader(streamTag + CharacterReferences.expand(stanza)));
            if (!streamTag.isEmpty()) {
                parser.next();
            }
            parser.next();
            return readTree();
        } catch (IOException unexpected) {
            throw new XmlPullParserException("input ended inside the stanza", parser, unexpected);
        }
    }

    private Element readTree() throws XmlPullParserException, IOException {
        int outside = parser.getDepth() - 1;
        Element root = element(true);
        Element current = root;
        int elements = 1;
        while (true) {
            switch (parser.next()) {
                case XmlPullParser.START_TAG -> {
                    if (++elements > elementLimit) {
                        throw new XmlPullParserException("more than " + elementLimit + " elements");
                    }
                    Element child = element(parser.getDepth() - outside <= 2);
                    current.add(child);
                    current = child;
                }
                case XmlPullParser.TEXT -> current.addText(parser.getText());
                case XmlPullParser.END_TAG -> {
                    if (parser.getDepth() - 1 == outside) {
                        return root;
                    }
                    current = current.getParent();
                }
                default -> throw new XmlPullParserException("input ended inside the stanza");
            }
        }
    }

    /**
     * The element at the parser's position. Names are made by constructor: dom4j's factory methods keep every name and
     * namespace for ever, and here strangers choose them.
     */
    private Element element(boolean near) {
        String uri = parser.getNamespace();
        Element element;
        if (uri == null || uri.isEmpty() || (near && OF_THE_STREAM.contains(uri))) {
            element = new DefaultElement(new QName(parser.getName()));
        } else {
            element = new DefaultElement(new QName(parser.getName(), new Namespace("", uri)));
        }
        for (int i = 0, count = parser.getAttributeCount(); i < count; i++) {
            element.addAttribute(attributeName(i), parser.getAttributeValue(i));
        }
        return element;
    }

    private QName attributeName(int index) {
        String prefix = parser.getAttributePrefix(index);
        String name = parser.getAttributeName(index);
        if (prefix == null || prefix.isEmpty()) {
            return new QName(name);
        }
        return new QName(name, new Namespace(prefix, parser.getAttributeNamespace(index)));
    }
}
