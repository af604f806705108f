package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xmpp.packet.Packet;

/** No stanza ends the stream: T-W7, T-W11, K-62, RFC 6120 §8. */
class StreamSurvivalTest {

    private static final String FROM = "from='alice@example.org/a' ";
    private static final String TO = "to='upload.example.org' ";
    private static final String PING = "<ping xmlns='urn:xmpp:ping'/>";

    private final RecordingComponent component = new RecordingComponent(StreamSurvivalTest::handle);
    private StreamFixture fixture;
    private Peer peer;

    @BeforeEach
    void connect() throws IOException {
        fixture = new StreamFixture(component);
        peer = fixture.server.acceptComponent();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        fixture.close();
    }

    private static void handle(RecordingComponent self, Packet packet) {
        String asXml = packet.toXML();
        if (asXml.contains("urn:test:exception")) {
            throw new IllegalStateException("thrown by the test");
        }
        if (asXml.contains("urn:test:error")) {
            throw new StackOverflowError("thrown by the test");
        }
        self.answer(packet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upload.example.org/📱",
                "a b@upload.example.org",
                "@upload.example.org",
                "upload.example.org/",
                "x@upload.example.org/",
            })
    void a_malformed_receiver_is_answered_jid_malformed_and_the_stream_lives(String to) throws IOException {
        peer.send("<iq type='get' id='q1' " + FROM + "to='" + to + "'>" + PING + "</iq>");

        Element answer = peer.next();
        assertError(answer, "modify", "jid-malformed");
        assertThat(answer.attributeValue("id")).isEqualTo("q1");
        assertThat(answer.attributeValue("from")).isEqualTo(to);
        assertThat(answer.attributeValue("to")).isEqualTo("alice@example.org/a");
        peer.requireAlive("after");
    }

    @Test
    void an_over_long_receiver_is_answered_jid_malformed() throws IOException {
        peer.send("<iq type='get' id='q1' " + FROM + "to='" + "x".repeat(5000) + "@upload.example.org'>" + PING
                + "</iq>");

        assertError(peer.next(), "modify", "jid-malformed");
        peer.requireAlive("after");
    }

    @Test
    @Requirement("K-04")
    void a_stanza_for_another_domain_is_refused_in_our_own_name() throws IOException {
        peer.send("<iq type='get' id='q1' " + FROM + "to='other.example.org'>" + PING + "</iq>");

        Element answer = peer.next();
        assertError(answer, "cancel", "item-not-found");
        assertThat(answer.attributeValue("from")).as("K-04").isEqualTo("upload.example.org");
        peer.requireAlive("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.org/📱", "a b@example.org/x", "example.org", "ALICE@EXAMPLE.org/ß"})
    void a_sender_is_answered_letter_by_letter_however_odd(String from) throws IOException {
        peer.send("<iq type='get' id='q1' from='" + from + "' " + TO + ">" + PING + "</iq>");

        Element answer = peer.next();
        assertThat(answer.attributeValue("type")).isEqualTo("result");
        assertThat(answer.attributeValue("to")).isEqualTo(from);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@example.org", "alice@example.org/", "/"})
    void a_sender_that_is_no_address_is_skipped(String from) throws IOException {
        peer.send("<iq type='get' id='q1' from='" + from + "' " + TO + ">" + PING + "</iq>");

        peer.requireAlive("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&undefined;",
                "<a></b>",
                "<a x='1' x='2'/>",
                "<p:a/>",
                "<a>&#0;</a>",
                "<a b='&#xFFFF;'/>",
                "<!-- comment -->" + PING,
                "<?php echo ?>" + PING,
            })
    void a_stanza_that_is_not_well_formed_inside_costs_its_sender_a_bad_request(String content) throws IOException {
        peer.send("<iq type='get' id='q1' " + FROM + TO + ">" + content + "</iq>");

        assertError(peer.next(), "modify", "bad-request");
        assertThat(component.received).isEmpty();
        peer.requireAlive("after");
    }

    @Test
    void predefined_entities_character_references_and_cdata_are_read() throws IOException {
        peer.send("<message " + FROM + TO + "><body>&lt;&amp;&#x1F4F1;<![CDATA[<x>&#x1F4F1;]]>&#65;</body></message>");

        peer.requireAlive("after");
        assertThat(component.received.get(0).getElement().elementText("body")).isEqualTo("<&📱<x>&#x1F4F1;A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "", "GET", "result get"})
    void an_iq_of_an_unknown_type_is_a_bad_request(String type) throws IOException {
        peer.send("<iq type='" + type + "' id='q1' " + FROM + TO + ">" + PING + "</iq>");

        assertError(peer.next(), "modify", "bad-request");
        peer.requireAlive("after");
    }

    @Test
    @Requirement("K-62")
    void an_iq_without_id_or_with_other_than_one_child_is_a_bad_request() throws IOException {
        peer.send("<iq type='get' " + FROM + TO + ">" + PING + "</iq>");
        assertError(peer.next(), "modify", "bad-request");
        peer.send("<iq type='get' id='q1' " + FROM + TO + "/>");
        assertError(peer.next(), "modify", "bad-request");
        peer.send("<iq type='get' id='q2' " + FROM + TO + ">" + PING + PING + "</iq>");
        assertError(peer.next(), "modify", "bad-request");
        peer.requireAlive("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<unknown/>",
                "<features xmlns='urn:x'><a/></features>",
                "text between stanzas &nbsp;",
                " \n ",
                "<!-- comment -->",
                "<presence from='alice@example.org' to='upload.example.org/📱'/>",
                "<message type='error' from='alice@example.org' to='upload.example.org/📱'/>",
                "<iq type='result' id='x' from='alice@example.org' to='upload.example.org'/>",
                "<iq type='error' id='x' from='alice@example.org' to='upload.example.org/📱'/>",
            })
    @Requirement("K-62")
    void what_needs_no_answer_gets_none(String text) throws IOException {
        peer.send(text);

        peer.requireAlive("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:test:exception", "urn:test:error"})
    @Requirement("K-62")
    void a_handler_that_throws_is_answered_for(String namespace) throws IOException {
        peer.send("<iq type='set' id='q1' " + FROM + TO + "><x xmlns='" + namespace + "'/></iq>");

        assertError(peer.next(), "cancel", "internal-server-error");
        peer.requireAlive("after");
    }

    @Test
    void a_stanza_too_deep_or_with_too_many_attributes_is_refused() throws IOException {
        peer.send("<iq type='get' id='q1' " + FROM + TO + ">" + "<a>".repeat(100) + "</a>".repeat(100) + "</iq>");
        assertError(peer.next(), "modify", "policy-violation");

        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 100_000 / 10; i++) {
            attributes.append(" a").append(i).append("=''");
        }
        peer.send("<iq type='get' id='q2' " + FROM + TO + "><x" + attributes + "/></iq>");
        assertError(peer.next(), "modify", "policy-violation");
        peer.requireAlive("after");
    }

    @Test
    void a_stanza_of_fifty_mebibytes_is_passed_over_in_flat_memory_and_answered() throws IOException {
        byte[] megabyte = new byte[1024 * 1024];
        Arrays.fill(megabyte, (byte) 'x');
        peer.send("<iq type='set' id='q1' " + FROM + TO + "><x xmlns='urn:test'>");
        long before = usedHeap();
        long most = before;
        for (int i = 0; i < 50; i++) {
            peer.send(megabyte);
            if (i % 10 == 9) {
                most = Math.max(most, usedHeap());
            }
        }
        peer.send("</x></iq>");

        assertError(peer.next(), "modify", "policy-violation");
        assertThat(most - before).isLessThan(8L * 1024 * 1024);
        assertThat(component.received).isEmpty();
        peer.requireAlive("after");
    }

    @Test
    void the_size_limit_is_exact() throws IOException {
        String start = "<message " + FROM + TO + "><body>";
        String end = "</body></message>";
        int room = StreamLimits.defaults().stanzaBytes() - (start + end).getBytes(StandardCharsets.UTF_8).length;
        peer.send(start + "x".repeat(room) + end);
        peer.requireAlive("fits");
        assertThat(component.received).hasSize(2);

        peer.send(start + "x".repeat(room + 1) + end);
        assertError(peer.next(), "modify", "policy-violation");
    }

    @Test
    void a_start_tag_beyond_the_limit_is_skipped() throws IOException {
        peer.send("<iq type='get' id='" + "x".repeat(600_000) + "' " + FROM + TO + ">" + PING + "</iq>");

        peer.requireAlive("after");
    }

    @Test
    void a_document_type_ends_the_connection_and_a_new_one_is_made() throws IOException {
        peer.send("<!DOCTYPE x [<!ENTITY a 'aaaa'>]>");

        assertThat(peer.isEnded()).as("RFC 6120 §11.1").isTrue();
        peer = fixture.server.acceptComponent();
        peer.requireAlive("after");
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void assertError(Element answer, String type, String condition) {
        assertThat(answer.attributeValue("type")).as(answer.asXML()).isEqualTo("error");
        Element error = answer.element("error");
        assertThat(error.attributeValue("type")).isEqualTo(type);
        assertThat(error.elements().get(0).getName()).isEqualTo(condition);
    }
}
