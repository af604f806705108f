package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commands over the wire (XEP-0050, XEP-0004, XEP-0133), and what is told of files and people (XEP-0157, XEP-0504). */
class CommandConformanceTest extends OnEachHost {
    private static final String OWN = "sidestream:transfer:0#";
    private static final String DELETE_ALL = OWN + "delete-all";
    private static final String PURGE = OWN + "purge";
    private static final String BLACKLIST = "http://jabber.org/protocol/admin#edit-blacklist";

    @Override
    String user() {
        return "bob";
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

    /** What follows when a button is pressed and fields are given, each as name and value. */
    private XmlNode press(String button, XmlNode open, String type, String... fields) throws Exception {
        StringBuilder form = new StringBuilder("<x xmlns='" + Names.FORM + "' type='" + type + "'>");
        for (int i = 0; i < fields.length; i += 2) {
            form.append("<field var='" + fields[i] + "'><value>" + fields[i + 1] + "</value></field>");
        }
        return client.iq(
                "set",
                host.xmpp().uploadDomain(),
                "<command xmlns='" + Names.COMMANDS + "' " + session(open) + " action='" + button + "'>" + form
                        + "</x></command>");
    }

    private static XmlNode command(XmlNode answer) {
        return answer.child("command", Names.COMMANDS).orElseThrow(() -> new AssertionError(Answers.text(answer)));
    }

    private static void requireErrorNote(XmlNode command) {
        assertThat(command.child("note", Names.COMMANDS).orElseThrow().attribute("type"))
                .isEqualTo("error");
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

        XmlNode completed = opened(client, OWN + "my-usage");
        assertThat(completed.attribute("status")).isEqualTo("completed");
        requireDetail(command(client, session(completed)), "cancel", "not-allowed", "session-expired");
        String unknown = "node='" + DELETE_ALL + "' sessionid='made-up' action='complete'";
        requireDetail(command(client, unknown), "modify", "bad-request", "bad-sessionid");
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
    @Requirement("K-21")
    void a_form_is_checked_and_what_is_unknown_in_it_is_passed_over() throws Exception {
        upload("checked.bin");
        XmlNode choice = opened(client, OWN + "keep");
        requireDetail(press("next", choice, "form"), "modify", "bad-request", "bad-payload");
        XmlNode again = command(press("next", choice, "submit", "file", "no-such-file", "colour", "red"));
        assertThat(again.attribute("status")).isEqualTo("executing");
        requireErrorNote(again);
        XmlNode span = command(press("next", again, "submit", "file", fileId("checked.bin"), "colour", "red"));
        XmlNode done = command(press("complete", span, "submit"));
        assertThat(done.attribute("status"))
                .as("what is left out keeps its value")
                .isEqualTo("completed");
        assertThat(done.child("note", Names.COMMANDS).orElseThrow().text()).contains("checked.bin");
    }

    @Test
    @Requirement("K-32")
    void what_fails_at_its_end_says_so_in_a_note() throws Exception {
        upload("failing.bin");
        XmlNode choice = opened(client, OWN + "keep");
        XmlNode span = command(press("next", choice, "submit", "file", fileId("failing.bin")));
        XmlNode done = command(press("complete", span, "submit", "span", "3650d"));
        assertThat(done.attribute("status")).isEqualTo("completed");
        requireErrorNote(done);
    }

    /** The id that the list of files has for that name. */
    private String fileId(String name) throws Exception {
        XmlNode table = opened(client, OWN + "my-files").child("x", Names.FORM).orElseThrow();
        assertThat(table.children()).extracting(XmlNode::name).containsSubsequence("reported", "item");
        return table.children("item", Names.FORM).stream()
                .filter(row -> Answers.field(row, "name").equals(Optional.of(name)))
                .flatMap(row -> Answers.field(row, "id").stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Requirement({"K-34", "K-40", "K-41"})
    void administrators_have_commands_that_nobody_else_sees_or_runs() throws Exception {
        try (RawClient administrator = host.logIn(Host.ADMINISTRATOR);
                RawClient stranger = host.logIn(Host.STRANGER)) {
            assertThat(nodes(administrator)).contains(PURGE, BLACKLIST);
            assertThat(opened(administrator, BLACKLIST).attribute("status")).isEqualTo("executing");
            assertThat(nodes(client)).doesNotContain(PURGE, BLACKLIST).noneMatch(node -> node.contains("admin#"));
            assertThat(nodes(stranger)).isEmpty();
            for (String node : List.of(PURGE, BLACKLIST)) {
                Answers.error(command(client, "node='" + node + "'"), "auth", "forbidden");
                Answers.error(command(stranger, "node='" + node + "'"), "auth", "forbidden");
            }
            Answers.error(command(stranger, "node='" + DELETE_ALL + "'"), "auth", "forbidden");
        }
    }

    @Test
    @Requirement({"K-52", "K-60", "K-20"})
    void contacts_and_data_policy_follow_the_upload_form() throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        assertThat(info.children("x", Names.FORM))
                .extracting(form -> Answers.field(form, "FORM_TYPE").orElse(""))
                .containsExactly(Names.UPLOAD, "http://jabber.org/network/serverinfo", "urn:xmpp:data-policy:0");
        XmlNode contacts =
                Answers.form(info, "http://jabber.org/network/serverinfo").orElseThrow();
        assertThat(Answers.field(contacts, "abuse-addresses")).hasValue("mailto:abuse@localhost");
        assertThat(Answers.field(contacts, "admin-addresses")).hasValue("xmpp:one@localhost");
        XmlNode policy = Answers.form(info, "urn:xmpp:data-policy:0").orElseThrow();
        assertThat(Answers.field(policy, "data_retention")).hasValue("infinite");
        assertThat(Answers.field(policy, "data_deletion")).hasValue("true");
    }
}
