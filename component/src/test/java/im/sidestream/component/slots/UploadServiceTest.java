package im.sidestream.component.slots;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.component.stanza.InfoForm;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import java.util.List;
import java.util.Set;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xmpp.packet.IQ;

/** What an upload service says about itself and to whom: S-01 to S-06, K-10 to K-13, K-51, K-53, K-61, K-62. */
class UploadServiceTest {

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private final UploadFixture fixture = new UploadFixture();

    private static void assertError(Element answer, String type, String condition) {
        assertThat(answer.element("error").attributeValue("type")).isEqualTo(type);
        assertThat(answer.element("error").elements().get(0).getName()).isEqualTo(condition);
    }

    private static String query(String namespace) {
        return "<query xmlns='" + namespace + "'/>";
    }

    @Test
    @Requirement({"S-01", "S-03", "S-04", "S-05", "S-06", "P-03", "P-09", "K-10"})
    void discovery_shows_identity_features_and_the_limit() {
        Element query = fixture.ask(query(INFO)).element("query");

        assertThat(query.elements("identity")).as("S-06").singleElement().satisfies(identity -> {
            assertThat(identity.attributeValue("category")).isEqualTo("store");
            assertThat(identity.attributeValue("type")).isEqualTo("file");
            assertThat(identity.attributeValue("name")).isEqualTo("Files");
        });
        assertThat(query.elements("feature"))
                .as("S-01, K-10, P-03: no feature that is not served")
                .extracting(feature -> feature.attributeValue("var"))
                .containsExactlyInAnyOrder(
                        INFO,
                        ITEMS,
                        "urn:xmpp:ping",
                        "jabber:iq:version",
                        "urn:xmpp:noreply:0",
                        "urn:xmpp:http:upload:0",
                        "sidestream:transfer:0#resumable",
                        "urn:xmpp:http:upload:purpose:0#message");
        assertThat(query.elements("x")).as("S-02 to S-05").singleElement().satisfies(form -> {
            assertThat(form.attributeValue("type")).isEqualTo("result");
            Element type = form.elements("field").get(0);
            assertThat(type.attributeValue("var")).isEqualTo("FORM_TYPE");
            assertThat(type.attributeValue("type")).isEqualTo("hidden");
            assertThat(type.elementText("value")).isEqualTo("urn:xmpp:http:upload:0");
            Element limit = form.elements("field").get(1);
            assertThat(limit.attributeValue("var")).isEqualTo("max-file-size");
            assertThat(limit.elementText("value")).isEqualTo("1000");
        });
    }

    @Test
    @Requirement({"S-02", "K-20"})
    void the_upload_form_comes_first_and_is_left_out_without_a_limit() {
        InfoForm contact = InfoForm.of("http://jabber.org/network/serverinfo", "abuse-addresses", "mailto:a@b.example");
        Set<Purpose> purposes = Set.of(Purpose.MESSAGE);
        Element limited = new UploadFixture(new UploadProfile("F", "1", () -> 5, () -> purposes, List.of(contact)))
                .ask(query(INFO))
                .element("query");
        assertThat(limited.elements("x"))
                .as("T-S1")
                .extracting(form -> form.element("field").elementText("value"))
                .containsExactly("urn:xmpp:http:upload:0", "http://jabber.org/network/serverinfo");
        Element unlimited = new UploadFixture(
                        new UploadProfile("F", "1", () -> Quota.UNLIMITED, () -> purposes, List.of(contact)))
                .ask(query(INFO))
                .element("query");
        assertThat(unlimited.elements("x")).as("S-02").hasSize(1);
        assertThat(unlimited.asXML()).doesNotContain("max-file-size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@elsewhere.example/x", "component.example.org", "example.org"})
    @Requirement({"S-01", "K-14", "K-15"})
    void strangers_and_the_server_itself_are_shown_the_same(String from) {
        fixture.component.processPacket(new IQ(
                UploadFixture.parse(
                        "<iq type='get' id='q1' from='" + from + "' to='upload.example.org'>" + query(INFO) + "</iq>"),
                true));
        Element answer = UploadFixture.parse(fixture.sent.get(0).toXML());
        assertThat(answer.attributeValue("to")).isEqualTo(from);
        assertThat(answer.element("query").asXML())
                .isEqualTo(fixture.ask(query(INFO)).element("query").asXML());
    }

    @Test
    @Requirement("K-12")
    void there_is_nothing_below_the_service() {
        Element query = fixture.ask(query(ITEMS)).element("query");
        assertThat(query.elements()).as("K-12").isEmpty();
        assertThat(query.getNamespaceURI()).isEqualTo(ITEMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {INFO, ITEMS})
    @Requirement({"K-11", "K-13"})
    void unknown_nodes_and_unknown_local_parts_are_not_found(String namespace) {
        assertError(fixture.ask("<query xmlns='" + namespace + "' node='x'/>"), "cancel", "item-not-found");
        assertError(fixture.ask("get", "who@upload.example.org", query(namespace)), "cancel", "item-not-found");
        assertThat(fixture.ask("get", "upload.example.org/any@resource", query(namespace))
                        .attributeValue("type"))
                .as("K-11, K-13")
                .isEqualTo("result");
    }

    @Test
    @Requirement({"K-51", "K-53"})
    void ping_and_version_are_answered_and_the_operating_system_is_not_told() {
        Element pong = fixture.ask("<ping xmlns='urn:xmpp:ping'/>");
        assertThat(pong.attributeValue("type")).as("K-53").isEqualTo("result");
        assertThat(pong.elements()).isEmpty();
        Element version = fixture.ask(query("jabber:iq:version")).element("query");
        assertThat(version.elementText("name")).isEqualTo("Sidestream");
        assertThat(version.elementText("version")).isEqualTo("1.2.3");
        assertThat(version.element("os")).as("K-51").isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "get, upload.example.org, <x xmlns='urn:unknown'/>",
        "set, upload.example.org, <query xmlns='http://jabber.org/protocol/disco#info'/>",
        "set, upload.example.org, <ping xmlns='urn:xmpp:ping'/>",
        "get, upload.example.org, <query xmlns='jabber:iq:last'/>",
        "get, who@upload.example.org, <ping xmlns='urn:xmpp:ping'/>",
        "get, who@upload.example.org, <request xmlns='urn:xmpp:http:upload:0' filename='a' size='1'/>",
        "get, upload.example.org, <slot xmlns='urn:xmpp:http:upload:0'/>",
    })
    @Requirement({"K-62", "E-unknown"})
    void what_is_not_served_is_unavailable(String type, String to, String content) {
        assertError(fixture.ask(type, to, content), "cancel", "service-unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "normal"})
    @Requirement("K-61")
    void messages_to_the_service_come_back(String type) {
        fixture.tell("<message type='" + type + "' id='m1' from='alice@example.org/📱' to='upload.example.org'>"
                + "<body>hello</body></message>");
        Element answer = UploadFixture.parse(fixture.sent.get(0).toXML());
        assertError(answer, "cancel", "service-unavailable");
        assertThat(answer.attributeValue("type")).as("K-61").isEqualTo("error");
        assertThat(answer.attributeValue("id")).isEqualTo("m1");
        assertThat(answer.attributeValue("to")).isEqualTo("alice@example.org/📱");
        assertThat(answer.attributeValue("from")).isEqualTo("upload.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "groupchat", "headline"})
    @Requirement("K-62")
    void messages_that_could_loop_are_never_answered(String type) {
        fixture.tell("<message type='" + type + "' from='alice@example.org' to='upload.example.org'/>");
        assertThat(fixture.sent).as("K-62").isEmpty();
    }
}
