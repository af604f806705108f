package im.sidestream.demo.message;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.FileOffer.Decision;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Offers and reports as protocol §4(b), 5 and 8, has them, and what only looks like them. */
class FileOfferTest {
    private static final String TYPE = field("FORM_TYPE", "sidestream:transfer:0#offer");
    private static final String VIA = """
            <field var='via' type='list-single'><value>http</value>\
            <option><value>http</value></option><option><value>jingle</value></option></field>""";

    @BeforeAll
    static void registerFormats() {
        Formats.register();
    }

    @Test
    void anOfferIsReadAndAnswered() throws Exception {
        FileOffer offer = offer("<body>take it</body><thread>of-1</thread>"
                + form("form", TYPE + field("offer", "7K3") + field("sender", "zoe@north.example") + VIA));

        assertThat(offer.messageId()).isEqualTo("m1");
        assertThat(offer.thread()).isEqualTo("of-1");
        assertThat(offer.text()).isEqualTo("take it");
        assertThat(offer.sender()).isEqualTo("zoe@north.example");
        Form answer = new Form(offer.answer(Decision.DECLINE, false));
        assertThat(answer.node().attribute("type")).isEqualTo("submit");
        assertThat(answer.type()).isEqualTo("sidestream:transfer:0#offer");
        assertThat(answer.value("offer")).isEqualTo("7K3");
        assertThat(answer.value("decision")).isEqualTo("decline");
        assertThat(answer.value("via")).isNull();
    }

    @Test
    void inBandIsChosenOnlyWhereItIsOffered() throws Exception {
        String plain = TYPE + field("offer", "7K3");

        assertThat(new Form(offer(form("form", plain + VIA)).answer(Decision.ACCEPT, true)).value("via"))
                .isEqualTo("jingle");
        assertThat(new Form(offer(form("form", plain)).answer(Decision.ACCEPT, true)).value("via"))
                .isNull();
    }

    @Test
    void otherFormsAreNoOffers() throws Exception {
        assertThat(read(form("form", field("FORM_TYPE", "other") + field("offer", "7K3"))))
                .isInstanceOf(Incoming.Nothing.class);
        assertThat(read("<body>hi</body>" + form("form", TYPE))).isEqualTo(new Incoming.Text("hi"));
    }

    @Test
    void aReportTellsTheStateOfEachReceiver() throws Exception {
        Message message = message("<body>so far</body><thread>de-1</thread>"
                + form(
                        "result",
                        "<reported><field var='jid'/><field var='state'/></reported>"
                                + item(field("jid", "bob@south.example") + field("state", "downloaded"))
                                + item(field("jid", "erin@east.example") + field("state", "sent"))
                                + item(field("state", "failed"))));

        DeliveryReport report = DeliveryReport.read(message);
        assertThat(report.text()).isEqualTo("so far");
        assertThat(report.delivery()).isEqualTo("1");
        assertThat(report.states())
                .containsExactly(
                        java.util.Map.entry("bob@south.example", "downloaded"),
                        java.util.Map.entry("erin@east.example", "sent"));
        assertThat(report.states().values().stream().map(DeliveryReport::isFinal))
                .containsExactly(true, false);
    }

    private static FileOffer offer(String content) throws Exception {
        assertThat(read(content)).isInstanceOf(Incoming.Offered.class);
        return ((Incoming.Offered) read(content)).offer();
    }

    private static Incoming read(String content) throws Exception {
        return MessageReader.read(message(content));
    }

    private static Message message(String content) throws Exception {
        return PacketParserUtils.parseStanza(
                "<message xmlns='jabber:client' id='m1' from='relay@north.example/bot'>" + content + "</message>");
    }

    private static String form(String type, String content) {
        return "<x xmlns='jabber:x:data' type='" + type + "'>" + content + "</x>";
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "' type='hidden'><value>" + value + "</value></field>";
    }

    private static String item(String content) {
        return "<item>" + content + "</item>";
    }
}
