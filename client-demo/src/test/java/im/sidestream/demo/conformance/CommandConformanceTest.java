package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands and the bot over the wire (XEP-0050, XEP-0004, XEP-0133, XEP-0115). */
class CommandConformanceTest extends OnEachHost {
    private static final String OWN = "sidestream:transfer:0#";
    private static final String DELETE_ALL = OWN + "delete-all";
    private static final String PURGE = OWN + "purge";
    private static final String BLACKLIST = "http://jabber.org/protocol/admin#edit-blacklist";

    @Override
    String user() {
        return "bob";
    }

    private String bot() {
        return "relay@" + host.xmpp().uploadDomain();
    }

    private List<String> nodes(RawClient requester) throws Exception {
        XmlNode items = requester.ask("<query xmlns='" + Names.ITEMS + "' node='" + Names.COMMANDS + "'/>");
        return Answers.query(items, Names.ITEMS).children("item", Names.ITEMS).stream()
                .map(item -> String.valueOf(item.attribute("node")))
                .toList();
    }

    private XmlNode command(RawClient requester, String attributes) throws Exception {
        return requester.iq(
                "set", host.xmpp().uploadDomain(), "<command xmlns='" + Names.COMMANDS + "' " + attributes + "/>");
    }

    /** A command that waits for a form. */
    private XmlNode opened(RawClient requester, String node) throws Exception {
        XmlNode answer = command(requester, "node='" + node + "' action='execute'");
        assertThat(answer.attribute("type")).as(Answers.text(answer)).isEqualTo("result");
        return answer.child("command", Names.COMMANDS).orElseThrow();
    }

    private static String session(XmlNode command) {
        return "node='" + command.attribute("node") + "' sessionid='" + command.attribute("sessionid") + "'";
    }

    private static void requireDetail(XmlNode answer, String type, String condition, String detail) {
        assertThat(Answers.error(answer, type, condition).child(detail, Names.COMMANDS))
                .as(Answers.text(answer))
                .isPresent();
    }

    @Test
    @Requirement("K-30")
    void commands_are_listed_and_each_says_that_it_is_one() throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        assertThat(Answers.features(info)).contains(Names.COMMANDS);
        assertThat(nodes(client)).contains(DELETE_ALL).doesNotHaveDuplicates();
        for (String node : nodes(client)) {
            XmlNode about =
                    Answers.query(client.ask("<query xmlns='" + Names.INFO + "' node='" + node + "'/>"), Names.INFO);
            assertThat(about.attribute("node")).isEqualTo(node);
            XmlNode identity = about.child("identity", Names.INFO).orElseThrow();
            assertThat(identity.attribute("category")).isEqualTo("automation");
            assertThat(identity.attribute("type")).isEqualTo("command-node");
            assertThat(Answers.features(about)).contains(Names.COMMANDS, Names.FORM);
        }
    }

    @Test
    @Requirement({"K-31", "K-32"})
    void a_session_ends_by_cancelling_and_is_over_then() throws Exception {
        XmlNode open = opened(client, DELETE_ALL);
        XmlNode cancelled = command(client, session(open) + " action='cancel'")
                .child("command", Names.COMMANDS)
                .orElseThrow();
        assertThat(cancelled.attribute("status")).isEqualTo("canceled");
        requireDetail(command(client, session(open)), "cancel", "not-allowed", "session-expired");
    }

    @Test
    @Requirement("K-31")
    void a_session_is_the_requesters_own() throws Exception {
        XmlNode open = opened(client, DELETE_ALL);
        try (RawClient other = host.logIn("carol");
                RawClient secondDevice = host.logIn(user())) {
            requireDetail(command(other, session(open)), "modify", "bad-request", "bad-sessionid");
            requireDetail(command(secondDevice, session(open)), "modify", "bad-request", "bad-sessionid");
        }
        assertThat(opened(client, DELETE_ALL).attribute("sessionid")).isNotEqualTo(open.attribute("sessionid"));
    }

    @Test
    @Requirement({"K-33", "K-21"})
    void while_a_command_runs_its_actions_are_named_and_its_form_has_a_scope() throws Exception {
        XmlNode open = opened(client, DELETE_ALL);
        assertThat(open.attribute("status")).isEqualTo("executing");
        XmlNode actions = open.child("actions", Names.COMMANDS).orElseThrow();
        assertThat(actions.children()).extracting(XmlNode::name).contains(String.valueOf(actions.attribute("execute")));
        XmlNode form = open.child("x", Names.FORM).orElseThrow();
        assertThat(form.attribute("type")).isEqualTo("form");
        assertThat(Answers.field(form, "FORM_TYPE")).isPresent();
    }

    @Test
    @Requirement({"K-34", "K-40", "K-41"})
    void administrators_have_commands_that_nobody_else_sees_or_runs() throws Exception {
        try (RawClient administrator = host.logIn(Host.ADMINISTRATOR);
                RawClient stranger = host.logIn(Host.STRANGER)) {
            assertThat(nodes(administrator)).contains(PURGE, BLACKLIST);
            assertThat(opened(administrator, BLACKLIST).attribute("status")).isEqualTo("executing");
            assertThat(nodes(client)).doesNotContain(PURGE, BLACKLIST);
            assertThat(nodes(stranger)).isEmpty();
            for (String node : List.of(PURGE, BLACKLIST)) {
                Answers.error(command(client, "node='" + node + "'"), "auth", "forbidden");
                Answers.error(command(stranger, "node='" + node + "'"), "auth", "forbidden");
            }
            Answers.error(command(stranger, "node='" + DELETE_ALL + "'"), "auth", "forbidden");
        }
    }

    @Test
    @Requirement({"K-05", "K-13", "K-53", "K-61"})
    void the_bot_answers_for_itself() throws Exception {
        XmlNode info = Answers.query(client.iq("get", bot(), "<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        XmlNode identity = info.child("identity", Names.INFO).orElseThrow();
        assertThat(identity.attribute("category") + "/" + identity.attribute("type"))
                .isEqualTo("client/bot");
        assertThat(Answers.features(info)).doesNotContain("urn:xmpp:noreply:0", Names.UPLOAD);
        assertThat(client.iq("get", bot(), "<ping xmlns='urn:xmpp:ping'/>").attribute("from"))
                .isEqualTo(bot());
    }

    @Test
    @Requirement("K-16")
    void the_presence_of_the_bot_has_capabilities() throws Exception {
        client.send("<presence type='subscribe' to='" + bot() + "'/>");
        XmlNode presence = client.nextFrom(bot(), "presence", "http://jabber.org/protocol/caps");
        XmlNode caps = presence.child("c", "http://jabber.org/protocol/caps").orElseThrow();
        String node = caps.attribute("node") + "#" + caps.attribute("ver");
        XmlNode info = client.iq(
                "get",
                String.valueOf(presence.attribute("from")),
                "<query xmlns='" + Names.INFO + "' node='" + node + "'/>");
        assertThat(Answers.query(info, Names.INFO).attribute("node")).isEqualTo(node);
    }

    @Test
    @Requirement({"K-22", "K-56", "K-57"})
    void an_answer_to_typed_text_is_in_its_thread_and_forwards_nothing() throws Exception {
        client.send("<message id='t1' type='chat' to='" + bot() + "'><body>help</body><thread>t-7</thread></message>");
        XmlNode answer = client.nextFrom(bot(), "message", Names.CLIENT);
        assertThat(answer.childText("thread")).isEqualTo("t-7");
        assertThat(answer.childText("body")).isNotBlank();
        assertThat(answer.child("forwarded", "urn:xmpp:forward:0")).isEmpty();
    }

    @Test
    @Requirement({"K-52", "K-60", "K-20"})
    void contacts_and_data_policy_follow_the_upload_form() throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        XmlNode contacts =
                Answers.form(info, "http://jabber.org/network/serverinfo").orElseThrow();
        assertThat(Answers.field(contacts, "abuse-addresses")).hasValue("mailto:abuse@localhost");
        assertThat(Answers.field(contacts, "admin-addresses")).hasValue("xmpp:one@localhost");
        XmlNode policy = Answers.form(info, "urn:xmpp:data-policy:0").orElseThrow();
        assertThat(Answers.field(policy, "data_retention")).isPresent();
        assertThat(Answers.field(policy, "data_deletion")).isPresent();
    }
}
