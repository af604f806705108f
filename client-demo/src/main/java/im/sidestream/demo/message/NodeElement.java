package im.sidestream.demo.message;

import org.jivesoftware.smack.packet.ExtensionElement;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * An {@link XmlNode} as Smack's stanzas hold it.
 *
 * @param node the element
 */
public record NodeElement(XmlNode node) implements ExtensionElement {

    @Override
    public String getElementName() {
        return node.name();
    }

    @Override
    public String getNamespace() {
        return node.namespace();
    }

    @Override
    public CharSequence toXML(@Nullable XmlEnvironment environment) {
        return node.toXml(environment == null ? null : environment.getEffectiveNamespace());
    }
}
