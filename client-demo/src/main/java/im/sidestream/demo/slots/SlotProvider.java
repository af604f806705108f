package im.sidestream.demo.slots;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.transfer.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** Parses {@code <slot/>} (XEP-0363 §4). */
final class SlotProvider extends IqProvider<SlotIq> {

    @Override
    public SlotIq parse(XmlPullParser parser, int initialDepth, IqData iqData, XmlEnvironment environment)
            throws XmlPullParserException, IOException {
        XmlNode slot = XmlNode.read(parser);
        List<Header> headers = new ArrayList<>();
        slot.child("put", SlotRequestIq.NAMESPACE).ifPresent(put -> {
            for (XmlNode header : put.children("header", SlotRequestIq.NAMESPACE)) {
                String name = header.attribute("name");
                if (name != null) {
                    headers.add(new Header(name, header.text()));
                }
            }
        });
        return new SlotIq(new SlotIq.Content(url(slot, "put"), url(slot, "get"), headers));
    }

    private static String url(XmlNode slot, String name) {
        return slot.child(name, SlotRequestIq.NAMESPACE)
                .map(node -> node.attribute("url"))
                .orElse("");
    }
}
