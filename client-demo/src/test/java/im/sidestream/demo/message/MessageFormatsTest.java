package im.sidestream.demo.message;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.Incoming.Format;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.message.SharedFile.Publication;
import java.time.Instant;
import java.util.List;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.impl.JidCreate;

/** Value ↔ XML of the file-sharing messages. */
class MessageFormatsTest {

    private static final String URL = "https://dl.north-files.example/f/kq7Zt0m1VYk4n2Jb9sQeXA/minutes.txt";
    private static final String SHA_256 = "LUMmvQywjb6odWYyDwxLRkLstk7tZLlUXpyneciTDC4=";
    private static final String SHA3_256 = "p/3QK9BNrqy4LtUItGpRejdo2TSZlPNsaYK1vwBjFXo=";

    private static final SharedFile MINUTES = new SharedFile(
            "kq7Zt0m1VYk4n2Jb9sQeXA",
            new FileMetadata(
                    "minutes.txt",
                    "text/plain",
                    35,
                    Instant.parse("2026-08-30T08:00:00Z"),
                    List.of(new ContentHash("sha-256", SHA_256), new ContentHash("sha3-256", SHA3_256)),
                    "Minutes of the joint meeting"),
            List.of(URL),
            new Publication(
                    "upload.north.example",
                    "kq7Zt0m1VYk4n2Jb9sQeXA",
                    "https://north-files.example/d/kq7Zt0m1VYk4n2Jb9sQeXA"));

    private static final String EXPECTED = """
            <message xmlns='jabber:client' type='chat' id='m-5f1' to='bob@south.example'>
              <body>%1$s</body>
              <x xmlns='jabber:x:oob'><url>%1$s</url></x>
              <file-sharing xmlns='urn:xmpp:sfs:0' disposition='attachment' id='kq7Zt0m1VYk4n2Jb9sQeXA'>
                <file xmlns='urn:xmpp:file:metadata:0'>
                  <media-type>text/plain</media-type>
                  <name>minutes.txt</name>
                  <size>35</size>
                  <date>2026-08-30T08:00:00Z</date>
                  <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>%2$s</hash>
                  <hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>%3$s</hash>
                  <desc xml:lang='en'>Minutes of the joint meeting</desc>
                </file>
                <sources>
                  <url-data xmlns='http://jabber.org/protocol/url-data' target='%1$s'/>
                  <jinglepub xmlns='urn:xmpp:jinglepub:1' from='upload.north.example' id='kq7Zt0m1VYk4n2Jb9sQeXA'>
                    <uri>https://north-files.example/d/kq7Zt0m1VYk4n2Jb9sQeXA</uri>
                    <description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>
                  </jinglepub>
                </sources>
              </file-sharing>
              <reference xmlns='urn:xmpp:reference:0' type='data' uri='%1$s'>
                <media-sharing xmlns='urn:xmpp:sims:1'>
                  <file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>
                    <media-type>text/plain</media-type>
                    <name>minutes.txt</name>
                    <size>35</size>
                    <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>%2$s</hash>
                    <desc>Minutes of the joint meeting</desc>
                  </file>
                  <sources>
                    <reference xmlns='urn:xmpp:reference:0' type='data' uri='%1$s'/>
                  </sources>
                </media-sharing>
              </reference>
              <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>
              <origin-id xmlns='urn:xmpp:sid:0' id='m-5f1'/>
              <request xmlns='urn:xmpp:receipts'/>
              <markable xmlns='urn:xmpp:chat-markers:0'/>
              <thread>T1</thread>
            </message>
            """.formatted(URL, SHA_256, SHA3_256);

    @BeforeAll
    static void registerFormats() {
        Formats.register();
    }

    @Test
    void theSharedFileIsWrittenInEveryFormatThatAClientMayKnow() throws Exception {
        assertThat(tree(share().toXML().toString())).isEqualTo(tree(EXPECTED));
    }

    /** XEP-0066: F-01 the body is the URL byte for byte, F-70 and all of it is fallback. */
    @Test
    void theBodyIsTheUrlAndNothingElse() throws Exception {
        assertThat(share().getBody()).isEqualTo(URL);
    }

    @Test
    void whatWasWrittenIsReadBackThroughSmacksParser() throws Exception {
        Message read = parse(share().toXML().toString());

        assertThat(MessageReader.read(read)).isEqualTo(new Incoming.File(MINUTES, Format.STATELESS_FILE_SHARING));
        assertThat(MessageReader.wantsReceipt(read)).isTrue();
        assertThat(MessageReader.isMarkable(read)).isTrue();
        assertThat(MessageReader.referenceId(read)).isEqualTo("m-5f1");
        assertThat(read.getThread()).isEqualTo("T1");
        assertThat(tree(read.toXML().toString())).isEqualTo(tree(EXPECTED));
    }

    @Test
    void withoutStatelessFileSharingTheMediaSharingIsRead() throws Exception {
        String xml = EXPECTED.replaceAll("(?s)<file-sharing.*</file-sharing>", "");

        Incoming.File file = (Incoming.File) MessageReader.read(parse(xml));

        assertThat(file.format()).isEqualTo(Format.MEDIA_SHARING);
        assertThat(file.file().urls()).containsExactly(URL);
        assertThat(file.file().metadata().name()).isEqualTo("minutes.txt");
        assertThat(file.file().metadata().size()).isEqualTo(35);
        assertThat(file.file().metadata().hashes()).containsExactly(new ContentHash("sha-256", SHA_256));
    }

    /** XEP-0385: F-11 what Movim writes: the older file transfer, no hash, no URI at the outer reference. */
    @Test
    void mediaSharingIsReadInItsOlderForms() throws Exception {
        String xml = message("<body>see " + URL + "</body>"
                + "<reference xmlns='urn:xmpp:reference:0' type='data'><media-sharing xmlns='urn:xmpp:sims:1'>"
                + "<file xmlns='urn:xmpp:jingle:apps:file-transfer:4'><media-type>image/png</media-type>"
                + "<name>cat.png</name><size>7</size></file><sources><reference xmlns='urn:xmpp:reference:0' type='data'"
                + " uri='" + URL + "'/></sources></media-sharing></reference>");

        Incoming.File file = (Incoming.File) MessageReader.read(parse(xml));

        assertThat(file.format()).isEqualTo(Format.MEDIA_SHARING);
        assertThat(file.file().metadata().name()).isEqualTo("cat.png");
        assertThat(file.file().urls()).containsExactly(URL);
    }

    /** XEP-0066: F-03 a missing body is tolerated. */
    @ParameterizedTest
    @ValueSource(strings = {"<body>" + URL + "</body>", ""})
    void anOutOfBandUrlIsAFileIfTheBodySaysNothingElse(String body) throws Exception {
        Incoming read = MessageReader.read(parse(message(body + oob())));

        assertThat(read).isInstanceOf(Incoming.File.class);
        assertThat(((Incoming.File) read).format()).isEqualTo(Format.OUT_OF_BAND);
        assertThat(((Incoming.File) read).file().urls()).containsExactly(URL);
    }

    @Test
    void anOutOfBandUrlBesideOtherTextIsText() throws Exception {
        assertThat(MessageReader.read(parse(message("<body>look at this</body>" + oob()))))
                .isEqualTo(new Incoming.Text("look at this"));
    }

    @Test
    void aBareLinkIsShownAndNotFetched() throws Exception {
        assertThat(MessageReader.read(parse(message("<body>" + URL + "</body>"))))
                .isEqualTo(new Incoming.Link(URL));
    }

    /** XEP-0454: never a link, never fetched without the key's encryption. */
    @Test
    void anEncryptedUrlIsNotALink() throws Exception {
        assertThat(MessageReader.read(parse(message("<body>aesgcm://dl.example/f#00</body>"))))
                .isInstanceOf(Incoming.Sealed.class);
    }

    @Test
    void anEncryptedShareIsNamedAsSuch() throws Exception {
        String xml = message("<file-sharing xmlns='urn:xmpp:sfs:0'><sources><encrypted xmlns='urn:xmpp:esfs:0'/>"
                + "</sources></file-sharing>");

        assertThat(MessageReader.read(parse(xml))).isInstanceOf(Incoming.Sealed.class);
    }

    /** XEP-0447 §3.2: F-20 the two-step form. */
    @Test
    void sourcesThatComeLaterCompleteTheFile() throws Exception {
        Chat chat = new Chat(JidCreate.from("bob@south.example"), null);
        SharedFile file = new SharedFile("share-1", MINUTES.metadata(), List.of(URL), null);
        PendingShares pending = new PendingShares();

        Incoming first = MessageReader.read(
                parse(MessageWriter.announce(chat, "s1", file).toXML().toString()));
        Incoming second = MessageReader.read(
                parse(MessageWriter.attach(chat, "s2", "s1", file).toXML().toString()));
        pending.announce("alice@north.example", "s1", ((Incoming.Announced) first).file());

        assertThat(pending.attach("mallory@north.example", (Incoming.Sources) second))
                .isEmpty();
        assertThat(pending.attach("alice@north.example", (Incoming.Sources) second))
                .contains(file);
    }

    /** XEP-0446: sizes are digits. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "many", "99999999999999999999999"})
    void aSizeThatIsNoneIsUnknown(String size) throws Exception {
        String xml = EXPECTED.replace("<size>35</size>", "<size>" + size + "</size>");

        assertThat(((Incoming.File) MessageReader.read(parse(xml)))
                        .file()
                        .metadata()
                        .size())
                .isEqualTo(FileMetadata.UNKNOWN_SIZE);
    }

    @Test
    void namesAreEscapedAndComeBackWhole() throws Exception {
        String name = "a<b>&\"'ü日本\uD83D\uDCF1.txt";
        FileMetadata metadata = new FileMetadata(name, null, 1, null, List.of(), null);
        SharedFile file = new SharedFile(null, metadata, List.of(URL + "?a=1&b=2"), null);
        Chat chat = new Chat(JidCreate.from("bob@south.example"), null);

        Incoming read = MessageReader.read(
                parse(MessageWriter.share(chat, "n", file).toXML().toString()));

        assertThat(((Incoming.File) read).file()).isEqualTo(file);
    }

    private static Message share() throws Exception {
        return MessageWriter.share(new Chat(JidCreate.from("bob@south.example"), "T1"), "m-5f1", MINUTES);
    }

    private static String message(String content) {
        return "<message xmlns='jabber:client' type='chat' id='x' from='a@b/c' to='bob@south.example'>" + content
                + "</message>";
    }

    private static String oob() {
        return "<x xmlns='jabber:x:oob'><url>" + URL + "</url></x>";
    }

    private static Message parse(String xml) throws Exception {
        String full = xml.contains("xmlns='jabber:client'")
                ? xml
                : xml.replaceFirst("<message", "<message xmlns='jabber:client'");
        return PacketParserUtils.parseStanza(full);
    }

    private static XmlNode tree(String xml) throws Exception {
        String full = xml.contains("xmlns='jabber:client'")
                ? xml
                : xml.replaceFirst("<message", "<message xmlns='jabber:client'");
        return XmlNode.read(PacketParserUtils.getParserFor(full));
    }
}
