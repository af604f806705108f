package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service says about itself (XEP-0030, XEP-0128, XEP-0092, XEP-0199), and what it is not. */
class DiscoveryConformanceTest extends OnEachHost {

    private static String query(String namespace) {
        return "<query xmlns='" + namespace + "'/>";
    }

    private XmlNode info() throws Exception {
        return Answers.query(client.ask(query(Names.INFO)), Names.INFO);
    }

    @Test
    @Requirement({"S-01", "P-03", "K-10"})
    void the_service_lists_uploads_and_what_every_entity_must() throws Exception {
        assertThat(Answers.features(info()))
                .contains(Names.UPLOAD, Names.PURPOSE + "#message", Names.INFO, Names.ITEMS)
                .doesNotHaveDuplicates();
    }

    @Test
    @Requirement({"S-02", "S-03", "S-04", "S-05", "K-20"})
    void the_size_limit_is_announced_in_a_form_that_comes_first() throws Exception {
        XmlNode first = info().children("x", Names.FORM).get(0);

        assertThat(first.attribute("type")).isEqualTo("result");
        XmlNode formType = first.children("field", Names.FORM).get(0);
        assertThat(formType.attribute("var")).isEqualTo("FORM_TYPE");
        assertThat(formType.attribute("type")).isEqualTo("hidden");
        assertThat(formType.childText("value")).isEqualTo(Names.UPLOAD);
        assertThat(Answers.field(first, "max-file-size")).hasValue(Long.toString(Host.LIMIT));
    }

    @Test
    @Requirement("K-20")
    void each_form_is_scoped_and_no_scope_comes_twice() throws Exception {
        List<XmlNode> forms = info().children("x", Names.FORM);
        assertThat(forms).allSatisfy(form -> assertThat(form.attribute("type")).isEqualTo("result"));
        assertThat(forms)
                .extracting(form -> Answers.field(form, "FORM_TYPE").orElse(""))
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    @Requirement({"S-06", "K-10"})
    void the_service_is_a_store_of_files_with_one_name() throws Exception {
        List<XmlNode> stores = info().children("identity", Names.INFO).stream()
                .filter(identity -> "store".equals(identity.attribute("category")))
                .toList();
        assertThat(stores).singleElement().satisfies(identity -> {
            assertThat(identity.attribute("type")).isEqualTo("file");
            assertThat(identity.attribute("name")).isNotBlank();
        });
    }

    @Test
    @Requirement({"S-07", "K-01", "K-02", "K-03"})
    void the_users_server_lists_the_service_that_it_let_in() throws Exception {
        XmlNode items = Answers.query(client.iq("get", host.xmpp().domain(), query(Names.ITEMS)), Names.ITEMS);
        assertThat(items.children("item", Names.ITEMS))
                .extracting(item -> item.attribute("jid"))
                .contains(host.xmpp().uploadDomain());
    }

    @Test
    @Requirement({"S-01", "K-14", "K-15"})
    void everyone_is_shown_the_same_service() throws Exception {
        try (RawClient stranger = host.logIn(Host.STRANGER)) {
            XmlNode other = Answers.query(stranger.ask(query(Names.INFO)), Names.INFO);
            assertThat(other.children("identity", Names.INFO)).isEqualTo(info().children("identity", Names.INFO));
            assertThat(Answers.features(other)).contains(Names.UPLOAD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Names.INFO, Names.ITEMS})
    @Requirement({"K-11", "K-13"})
    void unknown_nodes_and_unknown_addresses_are_not_found(String namespace) throws Exception {
        XmlNode node = client.ask("<query xmlns='" + namespace + "' node='nobody:knows'/>");
        Answers.error(node, "cancel", "item-not-found");
        String nobody = "nobody-is-here@" + host.xmpp().uploadDomain();
        Answers.error(client.iq("get", nobody, query(namespace)), "cancel", "item-not-found");
    }

    @Test
    @Requirement("K-12")
    void items_are_answered_though_there_may_be_none() throws Exception {
        Answers.query(client.ask(query(Names.ITEMS)), Names.ITEMS);
    }

    @Test
    @Requirement("K-51")
    void the_version_is_told_and_the_operating_system_is_not() throws Exception {
        XmlNode version = Answers.query(client.ask(query("jabber:iq:version")), "jabber:iq:version");
        assertThat(version.childText("name")).isEqualTo("Sidestream");
        assertThat(version.childText("version")).isNotBlank();
        assertThat(version.childText("os")).isNull();
        assertThat(Answers.features(info())).contains("jabber:iq:version");
    }

    @Test
    @Requirement({"K-53", "K-04"})
    void a_ping_is_answered_from_the_address_that_was_asked() throws Exception {
        XmlNode pong = client.ask("<ping xmlns='urn:xmpp:ping'/>");
        assertThat(pong.attribute("type")).isEqualTo("result");
        assertThat(pong.attribute("from")).isEqualTo(host.xmpp().uploadDomain());
        assertThat(pong.attribute("to")).startsWith(client.jid() + "/");
    }

    @Test
    @Requirement("K-61")
    void nobody_reads_what_is_written_to_the_service() throws Exception {
        assertThat(Answers.features(info())).contains("urn:xmpp:noreply:0");
        client.send(
                "<message id='m1' type='chat' to='" + host.xmpp().uploadDomain() + "'><body>hello</body></message>");
        Answers.error(client.await("m1"), "cancel", "service-unavailable");
    }

    @ParameterizedTest
    @CsvSource({
        "get, <x xmlns='urn:unknown'/>",
        "set, <query xmlns='http://jabber.org/protocol/disco#info'/>",
        "set, <ping xmlns='urn:xmpp:ping'/>",
        "get, <query xmlns='jabber:iq:last'/>",
        "get, <slot xmlns='urn:xmpp:http:upload:0'/>",
    })
    @Requirement({"K-62", "E-unknown"})
    void what_is_not_served_is_unavailable(String type, String payload) throws Exception {
        Answers.error(client.iq(type, host.xmpp().uploadDomain(), payload), "cancel", "service-unavailable");
    }

    @Test
    @Requirement("K-62")
    void a_request_is_answered_once_and_answers_are_not_answered() throws Exception {
        String to = "to='" + host.xmpp().uploadDomain() + "'";
        client.send("<iq type='result' id='r1' " + to + "/>");
        client.send("<iq type='error' id='r2' " + to + "><error type='cancel'><conflict xmlns='" + Names.ERRORS
                + "'/></error></iq>");
        client.send("<message type='error' id='r3' " + to + "/>");
        client.send("<message type='headline' id='r4' " + to + "><body>x</body></message>");
        client.send("<iq type='get' id='r5' " + to + "><ping xmlns='urn:xmpp:ping'/></iq>");
        client.send("<iq type='get' id='r6' " + to + "><ping xmlns='urn:xmpp:ping'/></iq>");

        // the service keeps the order of one sender, so whatever it had to say to the first four came before
        assertThat(client.fromService()).containsExactly("r5", "r6");
    }

    @Test
    @Requirement("K-57")
    void the_service_is_neither_present_nor_a_sender_of_messages() throws Exception {
        String to = "to='" + host.xmpp().uploadDomain() + "'";
        client.send("<presence " + to + "/><presence type='subscribe' " + to + "/><presence type='probe' " + to + "/>");
        assertThat(client.fromService()).isEmpty();
    }

    @Test
    @Requirement({"K-56", "K-57"})
    void what_is_wrapped_is_never_taken_for_a_request() throws Exception {
        client.send("<message id='w1' type='chat' to='" + host.xmpp().uploadDomain() + "'>"
                + "<forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='get' id='w2' from='"
                + client.jid() + "' to='" + host.xmpp().uploadDomain() + "'><request xmlns='" + Names.UPLOAD
                + "' filename='a' size='1'/></iq></forwarded></message>");
        assertThat(client.fromService()).containsExactly("w1");
    }

    @ParameterizedTest
    @CsvSource({
        "K-07, get, <query xmlns='urn:xmpp:component:0'/>, urn:xmpp:component:0",
        "K-50, get, <query xmlns='jabber:iq:search'/>, jabber:iq:search",
        "K-55, set, <enable xmlns='urn:xmpp:sm:3'/>, urn:xmpp:sm:3",
        "K-58, get, <query xmlns='urn:xmpp:delegation:2'/>, urn:xmpp:delegation:2",
        "K-59, get, <query xmlns='urn:xmpp:privilege:2'/>, urn:xmpp:privilege:2",
    })
    @Requirement({"K-07", "K-50", "K-55", "K-58", "K-59"})
    void what_was_left_out_on_purpose_is_neither_listed_nor_served(
            String row, String type, String payload, String namespace) throws Exception {
        XmlNode answer = client.iq(type, host.xmpp().uploadDomain(), payload);
        Answers.error(answer, "cancel", "service-unavailable");
        assertThat(Answers.features(info())).as(row).noneMatch(feature -> feature.startsWith(family(namespace)));
    }

    /** A namespace without its version. */
    private static String family(String namespace) {
        return namespace.replaceFirst(":[0-9]+$", "");
    }
}
