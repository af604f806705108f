package im.sidestream.demo.slots;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.transfer.Header;
import java.time.Instant;
import java.util.List;
import org.jivesoftware.smack.Smack;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.jivesoftware.smackx.httpfileupload.element.Slot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** Slot requests, slots and refusals as XML (XEP-0363 §4 and §5). */
class SlotFormatsTest {

    private static final String IQ_START = "<iq xmlns='jabber:client' type='%s' id='q1' from='upload.north.example'>";

    @BeforeAll
    static void register() {
        Smack.ensureInitialized();
        ProviderManager.addIQProvider("slot", SlotRequestIq.NAMESPACE, new SlotProvider());
    }

    /** C-02, C-03. */
    @Test
    void theRequestNamesTheFileItsSizeAndItsType() throws Exception {
        IQ request = new SlotRequestIq(JidCreate.from("upload.north.example"), "réunion & 3.txt", 35, "text/plain");

        XmlNode iq = XmlNode.read(PacketParserUtils.getParserFor(
                request.toXML("jabber:client").toString().replaceFirst("<iq", "<iq xmlns='jabber:client'")));

        assertThat(iq.attribute("type")).isEqualTo("get");
        assertThat(iq.children())
                .containsExactly(XmlNode.of("request", "urn:xmpp:http:upload:0")
                        .with("filename", "réunion & 3.txt")
                        .with("size", "35")
                        .with("content-type", "text/plain"));
    }

    /** C-04, C-07: every header comes through, repeated ones too, in order. */
    @Test
    void aSlotIsReadWithAllItsHeadersInOrder() throws Exception {
        SlotIq slot =
                (SlotIq) iq("<slot xmlns='urn:xmpp:http:upload:0'><put url='https://up.example/p/x%20y?t=1&amp;u=2'>"
                        + "<header name='Cookie'>a=1</header><header name='authorization'>Bearer x</header>"
                        + "<header name='Cookie'>b=2</header></put><get url='https://dl.example/f/x%20y'/></slot>");

        assertThat(slot.content())
                .isEqualTo(new SlotIq.Content(
                        "https://up.example/p/x%20y?t=1&u=2",
                        "https://dl.example/f/x%20y",
                        List.of(
                                new Header("Cookie", "a=1"),
                                new Header("authorization", "Bearer x"),
                                new Header("Cookie", "b=2")),
                        false));
    }

    @Test
    void aSlotThatSpeaksTheDraftIsGoneOnWith() throws Exception {
        String slot =
                "<slot xmlns='urn:xmpp:http:upload:0'><put url='https://up.example/p'/><get url='https://up.example/g'/>"
                        + "<delete-token xmlns='sidestream:transfer:0'>x</delete-token>"
                        + "<resumable xmlns='sidestream:transfer:0' tus='1.0.0' draft='%s' until='2026-08-31T09:05:00Z'/></slot>";

        assertThat(((SlotIq) iq(slot.formatted("7 8"))).content().resumable()).isTrue();
        assertThat(((SlotIq) iq(slot.formatted("18"))).content().resumable()).isFalse();
    }

    /** T-S4: Smack's table of providers is global, and its own upload code must not break. */
    @Test
    void aSlotIsStillOneForSmacksOwnUploads() throws Exception {
        Slot slot = (Slot) iq("<slot xmlns='urn:xmpp:http:upload:0'><put url='https://up.example/p'>"
                + "<header name='Authorization'>x</header></put><get url='https://dl.example/f'/></slot>");

        assertThat(slot.getPutUrl()).hasToString("https://up.example/p");
        assertThat(slot.getHeaders()).containsEntry("Authorization", "x");
    }

    @Test
    void aSlotWithoutUrlsIsReadAndNotThrown() throws Exception {
        SlotIq slot = (SlotIq) iq("<slot xmlns='urn:xmpp:http:upload:0'/>");

        assertThat(slot.content().put()).isEmpty();
    }

    /** C-14. */
    @Test
    void aFileThatIsTooLargeIsRefusedForGoodWithTheLimit() throws Exception {
        SlotRefused refused = refusal(
                "<error type='modify'>"
                        + "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                        + "<file-too-large xmlns='urn:xmpp:http:upload:0'><max-file-size>20000</max-file-size></file-too-large></error>");

        assertThat(refused.isTemporary()).isFalse();
        assertThat(refused).hasMessageContaining("20000");
    }

    /** C-14. */
    @Test
    void aQuotaIsRefusedForNowWithTheTimeToComeBack() throws Exception {
        SlotRefused refused = refusal("<error type='wait'>"
                + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                + "<retry xmlns='urn:xmpp:http:upload:0' stamp='2026-08-30T09:15:00Z'/></error>");

        assertThat(refused.isTemporary()).isTrue();
        assertThat(refused.retryAt()).contains(Instant.parse("2026-08-30T09:15:00Z"));
    }

    @Test
    void whoMayNotUploadIsToldSo() throws Exception {
        SlotRefused refused = refusal("<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>members only</text></error>");

        assertThat(refused.isTemporary()).isFalse();
        assertThat(refused).hasMessageContaining("forbidden").hasMessageContaining("members only");
    }

    private static IQ iq(String payload) throws Exception {
        return PacketParserUtils.parseStanza(IQ_START.formatted("result") + payload + "</iq>");
    }

    private static SlotRefused refusal(String error) throws Exception {
        IQ iq = PacketParserUtils.parseStanza(IQ_START.formatted("error") + error + "</iq>");
        return Refusals.read(iq.getError());
    }
}
