package im.sidestream.component.stanza;

import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;

/** Elements of one namespace. */
public final class Markup {

    /** XEP-0050. */
    public static final Markup COMMANDS = new Markup("http://jabber.org/protocol/commands");
    /** XEP-0004. */
    public static final Markup DATA = new Markup("jabber:x:data");

    private final Namespace namespace;

    /** Of this namespace. */
    public Markup(String uri) {
        this.namespace = new Namespace("", uri);
    }

    /** The namespace. */
    public String uri() {
        return namespace.getURI();
    }

    /** A new element without content. */
    public Element element(String name) {
        return new DefaultElement(new QName(name, namespace));
    }

    /** A new element with a text. */
    public Element element(String name, String text) {
        return element(name).addText(text);
    }
}
