package im.sidestream.demo.slots;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.transfer.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** Parses {@code <slot/>} (XEP-0363 §4). */
final class SlotProvider extends IqProvider<SlotIq> {

    /** Where the service puts what XEP-0363 does not know. */
    private static final String TRANSFER = "sidestream:transfer:0";

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
        return new SlotIq(new SlotIq.Content(url(slot, "put"), url(slot, "get"), headers, isResumable(slot)));
    }

    private static boolean isResumable(XmlNode slot) {
        return slot.child("resumable", TRANSFER)
                .map(node -> node.attribute("draft"))
                .filter(versions -> Arrays.asList(versions.split(" ", -1)).contains("8"))
                .isPresent();
    }

    private static String url(XmlNode slot, String name) {
        return slot.child(name, SlotRequestIq.NAMESPACE)
                .map(node -> node.attribute("url"))
                .orElse("");
    }
}
