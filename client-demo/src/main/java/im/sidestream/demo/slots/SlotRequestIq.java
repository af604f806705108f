package im.sidestream.demo.slots;

import org.jivesoftware.smack.packet.IQ;
import org.jxmpp.jid.Jid;

/** A request for a slot (XEP-0363 §4). */
final class SlotRequestIq extends IQ {

    static final String NAMESPACE = "urn:xmpp:http:upload:0";

    private final String name;
    private final long size;
    private final String mediaType;

    SlotRequestIq(Jid service, String name, long size, String mediaType) {
        super("request", NAMESPACE);
        this.name = name;
        this.size = size;
        this.mediaType = mediaType;
        setType(Type.get);
        setTo(service);
    }

    @Override
    protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
        xml.attribute("filename", name).attribute("size", size).attribute("content-type", mediaType);
        xml.setEmptyElement();
        return xml;
    }
}
