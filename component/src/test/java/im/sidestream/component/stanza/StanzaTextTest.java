package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.util.Random;
import org.dom4j.Element;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xmlpull.v1.XmlPullParserException;

/** Trees and their text, both ways: T-W5, K-56. */
class StanzaTextTest {

    private static final String STREAM =
            "<stream:stream xmlns='jabber:component:accept' xmlns:stream='" + StanzaParser.STREAMS + "'>";

    private static Element parse(String text) throws XmlPullParserException {
        return new StanzaParser(STREAM, 1000).parse(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<iq/>|<iq/>",
                "<iq xmlns='jabber:client'><query xmlns='a'/></iq>|<iq><query xmlns='a'/></iq>",
                "<message><body>a &amp; b</body></message>|<message><body>a &amp; b</body></message>",
                "<message><x:y xmlns:x='u' z='1'><x:w/></x:y></message>|<message><y xmlns='u' z='1'><w/></y></message>",
                "<message xml:lang='de'/>|<message xml:lang='de'/>",
                "<message><y xmlns='u' xmlns:p='v' p:z='1'/></message>|<message><y xmlns='u' xmlns:p='v' p:z='1'/></message>",
                "<message><f xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body/></message></f></message>"
                        + "|<message><f xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body/></message></f></message>",
                "<iq a='&quot;&apos;&lt;&gt;&#9;&#10;'/>|<iq a='&quot;&apos;&lt;&gt;&#9;&#10;'/>",
            })
    @Requirement("K-56")
    void a_tree_is_written_as_it_was_read(String read, String written) throws XmlPullParserException {
        assertThat(StanzaText.text(parse(read))).isEqualTo(written);
    }

    @Test
    void what_xml_cannot_carry_is_replaced() {
        Element element = new DefaultElement(new QName("body"));
        element.addText("a\u0000\u001f\ud800b\udc00\ufffe📱\r");
        assertThat(StanzaText.text(element)).isEqualTo("<body>a\ufffd\ufffd\ufffdb\ufffd\ufffd📱&#13;</body>");
    }

    @Test
    void any_text_survives_writing_and_reading_unless_xml_forbids_it() throws XmlPullParserException {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                int point = random.nextInt(random.nextBoolean() ? 128 : 0x110000);
                boolean forbidden = (point < 32 && point != 9 && point != 10 && point != 13)
                        || (point >= 0xD800 && point < 0xE000)
                        || point == 0xFFFE
                        || point == 0xFFFF;
                text.appendCodePoint(forbidden ? '&' : point);
            }
            Element element = new DefaultElement(new QName("message"));
            element.addAttribute(new QName("a"), text.toString());
            element.add(new DefaultElement(new QName("body")).addText(text.toString()));
            Element read = parse(StanzaText.text(element));
            assertThat(read.attributeValue("a")).isEqualTo(text.toString());
            assertThat(read.elementText("body")).isEqualTo(text.toString());
        }
    }
}
