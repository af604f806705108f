package im.sidestream.demo.message;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.Incoming.Format;
import java.time.Instant;
import java.util.List;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write, which is seldom all that they could, and sometimes less than they should. */
class MessageReadingTest {
    private static final String URL = "https://dl.example/f/a.txt";
    private static final String SECOND = "https://mirror.example/f/a.txt";

    @BeforeAll
    static void registerFormats() {
        Formats.register();
    }

    /** XEP-0447 §3.1: every source counts, in the order of the message; one without a target is none. */
    @Test
    void allSourcesAreReadInTheirOrder() throws Exception {
        SharedFile file = shared("<sources><url-data xmlns='http://jabber.org/protocol/url-data'/>" + source(URL)
                + source(SECOND) + "</sources>");

        assertThat(file.urls()).containsExactly(URL, SECOND);
    }

    /** XEP-0447 §3.2: what is attached without a source attaches nothing, and the message is read as any other. */
    @Test
    void attachedSourcesWithoutAUrlAreNone() throws Exception {
        String content = "<attach-to xmlns='urn:xmpp:message-attaching:1' id='s1'/>"
                + "<sources xmlns='urn:xmpp:sfs:0'/><body>hi</body>";

        assertThat(read(content)).isEqualTo(new Incoming.Text("hi"));
    }

    /** XEP-0447 §3.2: the sources are for the message that is named, also where the same message shares a file itself. */
    @Test
    void attachedSourcesComeBeforeAnythingElse() throws Exception {
        String content = "<file-sharing xmlns='urn:xmpp:sfs:0'><sources>" + source(SECOND) + "</sources></file-sharing>"
                + "<attach-to xmlns='urn:xmpp:message-attaching:1' id='s1'/><sources xmlns='urn:xmpp:sfs:0'>"
                + source(URL) + "</sources>";

        assertThat(read(content)).isEqualTo(new Incoming.Sources("s1", List.of(URL)));
    }

    /** XEP-0358 §4: a publication needs who publishes and its id; the page about it may be missing. */
    @ParameterizedTest
    @CsvSource({"from='a.example' id='1',true", "from='a.example',false", "id='1',false"})
    void aPublicationHasAPublisherAndAnId(String attributes, boolean known) throws Exception {
        SharedFile file = shared(
                "<sources>" + source(URL) + "<jinglepub xmlns='urn:xmpp:jinglepub:1' " + attributes + "/></sources>");

        assertThat(file.publication()).isEqualTo(known ? new SharedFile.Publication("a.example", "1", null) : null);
    }

    /** XEP-0300 §4: a value may be broken over lines; an element without one, or without an algorithm, says nothing. */
    @Test
    void hashesAreReadWithoutWhiteSpaceAndEmptyOnesNotAtAll() throws Exception {
        SharedFile file = described("<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'> QUJD\n REVG </hash>"
                + "<hash xmlns='urn:xmpp:hashes:2' algo='sha-1'> </hash><hash xmlns='urn:xmpp:hashes:2'>QUJD</hash>");

        assertThat(file.metadata().hashes()).containsExactly(new ContentHash("sha-256", "QUJDREVG"));
    }

    /** XEP-0082 §3.2: a time may have an offset; one that is none is left out. */
    @ParameterizedTest
    @CsvSource({
        "2026-08-30T08:00:00Z,2026-08-30T08:00:00Z",
        "2026-08-30T10:00:00+02:00,2026-08-30T08:00:00Z",
        "yesterday,"
    })
    void datesAreReadWithTheirOffset(String text, Instant expected) throws Exception {
        assertThat(described("<date>" + text + "</date>").metadata().date()).isEqualTo(expected);
    }

    /** XEP-0446: a size of more digits than a number holds must not end the reading. */
    @ParameterizedTest
    @CsvSource({"999999999999999999,999999999999999999", "9999999999999999999,-1", "0,0"})
    void sizesAreReadUpToEighteenDigits(String text, long expected) throws Exception {
        assertThat(described("<size>" + text + "</size>").metadata().size()).isEqualTo(expected);
    }

    /** XEP-0385 §4: a source may be a publication, which is no download; else the outer reference is one. */
    @Test
    void mediaSharingWithoutAWebSourceTakesTheOuterReference() throws Exception {
        String inner = "<sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:a@b?pub'/></sources>";

        Incoming read = read(media(" uri='" + URL + "'", inner));

        assertThat(read).isInstanceOfSatisfying(Incoming.File.class, file -> {
            assertThat(file.format()).isEqualTo(Format.MEDIA_SHARING);
            assertThat(file.file().urls()).containsExactly(URL);
        });
    }

    @Test
    void mediaSharingWithoutAnySourceIsNoFile() throws Exception {
        assertThat(read(media(" uri='xmpp:a@b?pub'", "") + "<body>a cat</body>"))
                .isEqualTo(new Incoming.Text("a cat"));
    }

    /** XEP-0066 §3: one URL and a description. */
    @Test
    void anOutOfBandFileIsItsFirstUrlWithItsDescription() throws Exception {
        Incoming read =
                read("<x xmlns='jabber:x:oob'><url>" + URL + "</url><url>" + SECOND + "</url><desc>minutes</desc></x>");

        assertThat(read).isInstanceOfSatisfying(Incoming.File.class, file -> {
            assertThat(file.file().urls()).containsExactly(URL);
            assertThat(file.file().metadata().description()).isEqualTo("minutes");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "xmpp:a@b", "ftp://dl.example/a", "https://dl.example/a b"})
    void whatIsNoWebAddressIsNeverFetchedOrShownAsALink(String url) throws Exception {
        assertThat(read("<body>" + url + "</body><x xmlns='jabber:x:oob'><url>" + url + "</url></x>"))
                .isEqualTo(new Incoming.Text(url));
    }

    @Test
    void anEmptyBodyIsNothingToShow() throws Exception {
        assertThat(read("<body></body>")).isEqualTo(new Incoming.Nothing());
        assertThat(read("")).isEqualTo(new Incoming.Nothing());
    }

    /** XEP-0359 §3: the origin-id if there is one, else the stanza's own. */
    @Test
    void aMessageIsReferredToByItsOriginIdOrItsOwn() throws Exception {
        assertThat(MessageReader.referenceId(message("<origin-id xmlns='urn:xmpp:sid:0' id='o-1'/>")))
                .isEqualTo("o-1");
        assertThat(MessageReader.referenceId(message("<body>hi</body>"))).isEqualTo("x");
    }

    /** XEP-0184 §5.1, XEP-0333 §4: without an id there is nothing that an answer could name. */
    @Test
    void aMessageWithoutAnIdAsksForNothing() throws Exception {
        String wishes = "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>";
        Message without = parse("<message xmlns='jabber:client' from='a@b/c'>" + wishes + "</message>");

        assertThat(MessageReader.wantsReceipt(without)).isFalse();
        assertThat(MessageReader.isMarkable(without)).isFalse();
        assertThat(MessageReader.wantsReceipt(message(wishes))).isTrue();
        assertThat(MessageReader.isMarkable(message(wishes))).isTrue();
        assertThat(MessageReader.wantsReceipt(message(""))).isFalse();
        assertThat(MessageReader.isMarkable(message(""))).isFalse();
    }

    /** An attribute with a prefix keeps it: {@code xml:lang} is not {@code lang}. */
    @Test
    void attributesKeepTheirPrefix() throws Exception {
        XmlNode node = XmlNode.read(PacketParserUtils.getParserFor("<a xmlns='n' xml:lang='de' lang='en'/>"));

        assertThat(node.attribute("xml:lang")).isEqualTo("de");
        assertThat(node.attribute("lang")).isEqualTo("en");
    }

    private static SharedFile described(String metadata) throws Exception {
        return shared(
                "<file xmlns='urn:xmpp:file:metadata:0'>" + metadata + "</file><sources>" + source(URL) + "</sources>");
    }

    private static SharedFile shared(String content) throws Exception {
        return ((Incoming.File) read("<file-sharing xmlns='urn:xmpp:sfs:0'>" + content + "</file-sharing>")).file();
    }

    private static String source(String url) {
        return "<url-data xmlns='http://jabber.org/protocol/url-data' target='" + url + "'/>";
    }

    private static String media(String uri, String sources) {
        return "<reference xmlns='urn:xmpp:reference:0' type='data'" + uri
                + "><media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>"
                + sources
                + "</media-sharing></reference>";
    }

    private static Incoming read(String content) throws Exception {
        return MessageReader.read(message(content));
    }

    private static Message message(String content) throws Exception {
        return parse("<message xmlns='jabber:client' type='chat' id='x' from='a@b/c'>" + content + "</message>");
    }

    private static Message parse(String xml) throws Exception {
        return PacketParserUtils.parseStanza(xml);
    }
}
