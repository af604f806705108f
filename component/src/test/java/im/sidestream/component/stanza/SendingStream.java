package im.sidestream.component.stanza;

import org.dom4j.DocumentException;
import org.dom4j.DocumentHelper;
import org.dom4j.Element;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentManager;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;

/** A stream that stanzas are sent on; of what else Whack offers nothing is asked of it. */
public abstract class SendingStream implements ComponentManager {

    /** Reads an element. */
    public static Element parse(String text) {
        try {
            return DocumentHelper.parseText(text).getRootElement();
        } catch (DocumentException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public void addComponent(String subdomain, Component added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeComponent(String subdomain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public IQ query(Component from, IQ packet, long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void query(Component from, IQ packet, IQResultListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getProperty(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setProperty(String name, String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getServerName() {
        return "example.org";
    }

    @Override
    public boolean isExternalMode() {
        return true;
    }
}
