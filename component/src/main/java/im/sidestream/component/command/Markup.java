package im.sidestream.component.command;

import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;

/** Elements of one namespace. */
final class Markup {

    static final Markup COMMANDS = new Markup("http://jabber.org/protocol/commands");
    static final Markup DATA = new Markup("jabber:x:data");

    private final Namespace namespace;

    Markup(String uri) {
        this.namespace = new Namespace("", uri);
    }

    String uri() {
        return namespace.getURI();
    }

    Element element(String name) {
        return new DefaultElement(new QName(name, namespace));
    }

    Element element(String name, String text) {
        return element(name).addText(text);
    }
}
