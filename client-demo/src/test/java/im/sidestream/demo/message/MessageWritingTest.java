package im.sidestream.demo.message;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.MessageWriter.Chat;
import java.util.List;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** The smaller messages, and what is left out where nothing is known. */
class MessageWritingTest {
    private static final String URL = "https://dl.example/f/a.txt";
    private static final Jid BOB = JidCreate.fromOrThrowUnchecked("bob@south.example");
    private static final Chat CHAT = new Chat(BOB, null);
    private static final SharedFile UNKNOWN = new SharedFile("share-1", FileMetadata.NONE, List.of(URL), null);

    @BeforeAll
    static void registerFormats() {
        Formats.register();
    }

    @Test
    void textIsSentAsItWasTyped() throws Exception {
        Message text = MessageWriter.text(CHAT, "t1", " <hi> ");

        assertThat(text.getBody()).isEqualTo(" <hi> ");
        assertThat(text.getType()).isEqualTo(Message.Type.chat);
        assertThat(MessageReader.wantsReceipt(text)).isTrue();
        assertThat(MessageReader.referenceId(text)).isEqualTo("t1");
    }

    /** XEP-0184 §5.2: the receipt names the message that came, and is one of the same chat. */
    @Test
    void aReceiptNamesWhatItIsFor() throws Exception {
        assertThat(tree(MessageWriter.receipt(BOB, "n1", "m1")))
                .isEqualTo(tree("<message xmlns='jabber:client' type='chat' id='n1' to='bob@south.example'>"
                        + "<received xmlns='urn:xmpp:receipts' id='m1'/></message>"));
        assertThat(MessageReader.receiptOf(MessageWriter.receipt(BOB, "n1", "m1")))
                .isEqualTo("m1");
        assertThat(MessageReader.receiptOf(MessageWriter.displayed(BOB, "n2", "m1")))
                .isNull();
    }

    /** XEP-0333 §4.1. */
    @Test
    void aMarkerNamesWhatItIsFor() throws Exception {
        assertThat(tree(MessageWriter.displayed(BOB, "n1", "m1")))
                .isEqualTo(tree("<message xmlns='jabber:client' type='chat' id='n1' to='bob@south.example'>"
                        + "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/></message>"));
    }

    /** XEP-0447 §3.2, XEP-0428: clients that know no attaching still see a link, and only those. */
    @Test
    void attachedSourcesAreAFileForOldClientsToo() throws Exception {
        XmlNode message = tree(MessageWriter.attach(CHAT, "s2", "s1", UNKNOWN));

        assertThat(message.childText("body")).isEqualTo(URL);
        assertThat(message.child("x", Formats.OOB).orElseThrow().childText("url"))
                .isEqualTo(URL);
        assertThat(message.child("attach-to", Formats.ATTACH).orElseThrow().attribute("id"))
                .isEqualTo("s1");
        assertThat(message.child("sources", Formats.SFS).orElseThrow().attribute("id"))
                .isEqualTo("share-1");
        XmlNode fallback = message.child("fallback", Formats.FALLBACK).orElseThrow();
        assertThat(fallback.attribute("for")).isEqualTo(Formats.SFS);
    }

    /** XEP-0446, XEP-0385: a size that is not known is not told. */
    @Test
    void whatIsNotKnownIsNotWritten() throws Exception {
        XmlNode message = tree(MessageWriter.share(CHAT, "m1", UNKNOWN));

        XmlNode metadata = message.child("file-sharing", Formats.SFS)
                .flatMap(share -> share.child("file", Formats.METADATA))
                .orElseThrow();
        XmlNode media = message.child("reference", Formats.REFERENCE)
                .flatMap(reference -> reference.child("media-sharing", Formats.SIMS))
                .flatMap(sharing -> sharing.child("file", Formats.FILE_TRANSFER + "5"))
                .orElseThrow();
        assertThat(metadata.children()).isEmpty();
        assertThat(media.children()).isEmpty();
    }

    private static XmlNode tree(Message message) throws Exception {
        return tree(message.toXML().toString());
    }

    private static XmlNode tree(String xml) throws Exception {
        String full = xml.contains("xmlns='jabber:client'")
                ? xml
                : xml.replaceFirst("<message", "<message xmlns='jabber:client'");
        return XmlNode.read(PacketParserUtils.getParserFor(full));
    }
}
