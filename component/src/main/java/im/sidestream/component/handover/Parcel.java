package im.sidestream.component.handover;

import im.sidestream.component.stanza.Markup;
import im.sidestream.slot.Sha256;
import java.nio.ByteBuffer;
import org.dom4j.Element;

/**
 * A file on its way in band.
 *
 * @param to the full JID that takes it
 * @param sid of the Jingle session and of the byte stream
 * @param file what it is
 * @param bytes all of them, from the buffer's beginning to its end
 */
record Parcel(String to, String sid, Described file, ByteBuffer bytes) {

    static final Markup JINGLE = new Markup("urn:xmpp:jingle:1");
    static final Markup BYTES = new Markup("http://jabber.org/protocol/ibb");

    /** Below every limit of stanzas there is (T-G12), in base64 too. */
    static final int BLOCK = 4096;

    private static final Markup TRANSFER = new Markup("urn:xmpp:jingle:apps:file-transfer:5");
    private static final Markup TRANSPORT = new Markup("urn:xmpp:jingle:transports:ibb:1");
    private static final Markup HASHES = new Markup("urn:xmpp:hashes:2");

    /** What the receiver is told of the file. */
    record Described(String name, String type, Sha256 digest) {}

    /** XEP-0234 §5.1, XEP-0261 §2.1. */
    Element initiate(String initiator) {
        Element description = TRANSFER.element("description");
        Element told = TRANSFER.element("file");
        told.add(TRANSFER.element("media-type", file.type()));
        told.add(TRANSFER.element("name", file.name()));
        told.add(TRANSFER.element("size", Integer.toString(bytes.capacity())));
        told.add(HASHES.element("hash", file.digest().base64()).addAttribute("algo", "sha-256"));
        description.add(told);
        Element content = JINGLE.element("content")
                .addAttribute("creator", "initiator")
                .addAttribute("name", "file")
                .addAttribute("senders", "initiator");
        content.add(description);
        content.add(TRANSPORT
                .element("transport")
                .addAttribute("block-size", Integer.toString(BLOCK))
                .addAttribute("sid", sid));
        Element jingle = jingle("session-initiate").addAttribute("initiator", initiator);
        jingle.add(content);
        return jingle;
    }

    /** Ends the session (XEP-0166 §6.7). */
    Element terminate(String why) {
        Element reason = JINGLE.element("reason");
        reason.add(JINGLE.element(why));
        Element jingle = jingle("session-terminate");
        jingle.add(reason);
        return jingle;
    }

    /** Some of the bytes; fewer at the end. */
    byte[] block(int from, int most) {
        byte[] block = new byte[Math.min(most, bytes.capacity() - from)];
        bytes.get(from, block);
        return block;
    }

    private Element jingle(String action) {
        return JINGLE.element("jingle").addAttribute("action", action).addAttribute("sid", sid);
    }

    /** The size of blocks that an acceptance asks for: ours, or a smaller one (XEP-0261 §2.2). */
    static int blockSize(Element accept) {
        Element content = accept.element("content");
        Element transport = content == null ? null : content.element("transport");
        String size = transport == null ? "" : transport.attributeValue("block-size", "");
        return size.matches("[1-9][0-9]{0,4}") ? Math.min(BLOCK, Integer.parseInt(size)) : BLOCK;
    }
}
