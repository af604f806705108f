package im.sidestream.demo.message;

import java.io.IOException;
import java.util.List;
import org.jivesoftware.smack.Smack;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.ExtensionElementProvider;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** The names of the formats, and their registration with Smack. */
public final class Formats {

    static final String OOB = "jabber:x:oob";
    static final String SFS = "urn:xmpp:sfs:0";
    static final String METADATA = "urn:xmpp:file:metadata:0";
    static final String HASHES = "urn:xmpp:hashes:2";
    static final String URL_DATA = "http://jabber.org/protocol/url-data";
    static final String JINGLE_PUB = "urn:xmpp:jinglepub:1";
    static final String ENCRYPTED = "urn:xmpp:esfs:0";
    static final String ATTACH = "urn:xmpp:message-attaching:1";
    static final String REFERENCE = "urn:xmpp:reference:0";
    static final String SIMS = "urn:xmpp:sims:1";
    static final String FILE_TRANSFER = "urn:xmpp:jingle:apps:file-transfer:";
    static final String FALLBACK = "urn:xmpp:fallback:0";
    static final String ORIGIN_ID = "urn:xmpp:sid:0";
    static final String RECEIPTS = "urn:xmpp:receipts";
    static final String SERVICE = "sidestream:transfer:0";
    static final String MARKERS = "urn:xmpp:chat-markers:0";

    /** What this client announces in its own disco#info (XEP-0300 §5), however files come. */
    public static final List<String> FEATURES = List.of(
            HASHES,
            "urn:xmpp:hash-function-text-names:sha-256",
            "urn:xmpp:hash-function-text-names:sha3-256",
            FALLBACK,
            RECEIPTS,
            MARKERS);

    /** What it announces beside that where it fetches files by HTTP (XEP-0447 §6, XEP-0066 §6). */
    public static final List<String> LINK_FEATURES = List.of(OOB, SFS, METADATA, SIMS, REFERENCE);

    private Formats() {}

    /**
     * Lets Smack parse these formats into {@link NodeElement}. Smack's table of providers is global; calling this again
     * changes nothing.
     */
    public static void register() {
        // loads Smack's own providers, which must not replace these later
        Smack.ensureInitialized();
        NodeProvider provider = new NodeProvider();
        ProviderManager.addExtensionProvider("x", OOB, provider);
        ProviderManager.addExtensionProvider("file-sharing", SFS, provider);
        ProviderManager.addExtensionProvider("sources", SFS, provider);
        ProviderManager.addExtensionProvider("attach-to", ATTACH, provider);
        ProviderManager.addExtensionProvider("reference", REFERENCE, provider);
        ProviderManager.addExtensionProvider("fallback", FALLBACK, provider);
        ProviderManager.addExtensionProvider("in-band", SERVICE, provider);
    }

    private static final class NodeProvider extends ExtensionElementProvider<NodeElement> {
        @Override
        public NodeElement parse(XmlPullParser parser, int initialDepth, XmlEnvironment environment)
                throws XmlPullParserException, IOException {
            return new NodeElement(XmlNode.read(parser));
        }
    }
}
