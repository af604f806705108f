package im.sidestream.demo.inband;

import im.sidestream.demo.message.XmlNode;
import java.io.IOException;
import java.util.Map;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** A request of Jingle (XEP-0166) as one element: Smack's own classes know other versions of what it describes. */
final class JingleIq extends IQ {

    static final String ELEMENT = "jingle";
    static final String NAMESPACE = "urn:xmpp:jingle:1";

    private final transient XmlNode node;

    JingleIq(XmlNode node) {
        super(ELEMENT, NAMESPACE);
        this.node = node;
        setType(Type.set);
    }

    XmlNode node() {
        return node;
    }

    String attribute(String name) {
        return String.valueOf(node.attribute(name));
    }

    @Override
    protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
        for (Map.Entry<String, String> attribute : node.attributes().entrySet()) {
            xml.attribute(attribute.getKey(), attribute.getValue());
        }
        xml.rightAngleBracket();
        node.children().forEach(child -> xml.append(child.toXml(NAMESPACE)));
        return xml;
    }

    static final class Provider extends IqProvider<JingleIq> {
        @Override
        public JingleIq parse(XmlPullParser parser, int depth, IqData data, XmlEnvironment environment)
                throws XmlPullParserException, IOException {
            return new JingleIq(XmlNode.read(parser));
        }
    }
}
