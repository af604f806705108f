package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.ADMIN;
import static im.sidestream.component.command.CommandFixture.ALICE;
import static im.sidestream.component.command.CommandFixture.BOT;
import static im.sidestream.component.command.CommandFixture.DOMAIN;
import static im.sidestream.component.command.CommandFixture.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.SlotId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0050 1.3.0, sessions and actions: K-30 to K-34, T-C6. */
class CommandProtocolTest {

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String MINE = "sidestream:transfer:0#my-files";
    private static final String DELETE_ALL = "sidestream:transfer:0#delete-all";
    private static final String DELETE = "sidestream:transfer:0#delete-file";
    private static final String PURGE = "sidestream:transfer:0#purge";

    private static final String KEEP = "sidestream:transfer:0#keep";

    private final CommandFixture fixture = new CommandFixture();

    private static void assertError(Element answer, String type, String condition, String detail) {
        assertThat(answer.attributeValue("type")).isEqualTo("error");
        Element error = answer.element("error");
        assertThat(error.attributeValue("type")).isEqualTo(type);
        assertThat(error.elements().get(0).getName()).isEqualTo(condition);
        if (!detail.isEmpty()) {
            assertThat(error.element(detail).getNamespaceURI()).isEqualTo("http://jabber.org/protocol/commands");
        }
    }

    private Element disco(String namespace, String from, String to, String node) {
        return fixture.ask("get", from, to, "<query xmlns='" + namespace + "' node='" + node + "'/>");
    }

    private List<String> nodes(String from) {
        Element query = disco(ITEMS, from, DOMAIN, CommandFace.COMMANDS).element("query");
        assertThat(query.attributeValue("node")).as("K-11").isEqualTo(CommandFace.COMMANDS);
        return query.elements("item").stream()
                .map(item -> item.attributeValue("node"))
                .toList();
    }

    @Test
    @Requirement({"K-30", "K-34", "K-40"})
    void k30_the_list_shows_each_requester_what_he_may_run() {
        assertThat(nodes(ALICE))
                .contains(MINE, DELETE_ALL)
                .doesNotContain(PURGE)
                .noneMatch(n -> n.contains("admin"));
        assertThat(nodes(ADMIN)).contains(MINE, PURGE, "http://jabber.org/protocol/admin#edit-blacklist");
        assertThat(nodes(ADMIN)).as("K-14").hasSizeLessThanOrEqualTo(20).doesNotHaveDuplicates();
        assertThat(nodes(STRANGER)).as("K-34").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {DOMAIN, BOT, BOT + "/bot"})
    @Requirement({"K-11", "K-30"})
    void k30_each_node_says_that_it_is_a_command_and_items_are_at_the_address_that_was_asked(String to) {
        Element items = disco(ITEMS, ALICE, to, CommandFace.COMMANDS).element("query");
        assertThat(items.elements("item"))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.attributeValue("jid")).isEqualTo(to));
        for (Element item : items.elements("item")) {
            Element info = disco(INFO, ALICE, to, item.attributeValue("node")).element("query");
            assertThat(info.attributeValue("node")).as("K-11").isEqualTo(item.attributeValue("node"));
            Element identity = info.element("identity");
            assertThat(identity.attributeValue("category")).isEqualTo("automation");
            assertThat(identity.attributeValue("type")).isEqualTo("command-node");
            assertThat(identity.attributeValue("name")).isEqualTo(item.attributeValue("name"));
            assertThat(info.elements("feature"))
                    .extracting(feature -> feature.attributeValue("var"))
                    .contains("http://jabber.org/protocol/commands", "jabber:x:data");
        }
        Element list = disco(INFO, ALICE, to, CommandFace.COMMANDS).element("query");
        assertThat(list.element("identity").attributeValue("type")).isEqualTo("command-list");
    }

    @Test
    @Requirement({"K-34", "K-40"})
    void k34_who_may_not_run_a_command_is_forbidden_and_what_is_not_there_is_not_found() {
        assertError(disco(INFO, ALICE, DOMAIN, PURGE), "auth", "forbidden", "");
        assertError(disco(ITEMS, ALICE, DOMAIN, PURGE), "auth", "forbidden", "");
        assertError(fixture.command(ALICE, "node='" + PURGE + "'", ""), "auth", "forbidden", "");
        assertError(fixture.command(STRANGER, "node='" + MINE + "'", ""), "auth", "forbidden", "");
        assertError(fixture.command(ADMIN, "node='x'", ""), "cancel", "item-not-found", "");
        assertError(fixture.command(ADMIN, "", ""), "cancel", "item-not-found", "");
        assertError(disco(INFO, ALICE, DOMAIN, "x"), "cancel", "item-not-found", "");
        assertThat(fixture.administration.done).isEmpty();
    }

    @Test
    @Requirement({"K-30", "K-34"})
    void k34_files_are_kept_longer_only_where_that_is_allowed() {
        assertThat(nodes(ALICE)).contains(KEEP);
        fixture.uploads.longestKeep = Duration.ZERO;
        assertThat(nodes(ALICE)).contains(MINE).doesNotContain(KEEP);
        assertError(fixture.command(ALICE, "node='" + KEEP + "'", ""), "auth", "forbidden", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {BOT, BOT + "/bot", "someone@UPLOAD.example.org/x"})
    @Requirement("K-34")
    void k34_the_service_runs_no_commands_of_its_own_even_if_it_is_allowed(String self) {
        assertThat(new CommandFixture.ExampleRights().isUser(BOT)).isTrue();
        assertThat(nodes(self)).isEmpty();
        assertError(disco(INFO, self, DOMAIN, MINE), "auth", "forbidden", "");
        assertError(fixture.command(self, "node='" + MINE + "'", ""), "auth", "forbidden", "");
    }

    @Test
    @Requirement({"K-34", "K-40"})
    void k34_rights_that_end_end_what_is_open() {
        Element form = fixture.open(ADMIN, PURGE);
        Element stolen = fixture.command(ALICE, CommandFixture.follow(form) + " action='next'", "");
        assertError(stolen, "auth", "forbidden", "");
    }

    @Test
    @Requirement("K-33")
    void k33_actions_are_always_there_while_a_command_runs_and_execute_names_one_of_them() {
        fixture.uploads.add("alice@example.org", "a.png", 5);
        for (String node : nodes(ADMIN)) {
            Element command = fixture.open(ADMIN, node);
            assertThat(command.attributeValue("node")).isEqualTo(node);
            assertThat(command.attributeValue("sessionid")).isNotEmpty();
            if (command.attributeValue("status").equals("executing")) {
                Element actions = command.element("actions");
                assertThat(actions.elements())
                        .as("T-C6, %s", node)
                        .extracting(Element::getName)
                        .contains(actions.attributeValue("execute"));
                assertThat(command.element("x").attributeValue("type")).isEqualTo("form");
            } else {
                assertThat(command.attributeValue("status")).isEqualTo("completed");
                assertThat(command.element("actions")).isNull();
            }
        }
    }

    @Test
    @Requirement({"K-31", "K-32"})
    void k31_a_session_that_ended_is_over_and_one_that_never_was_is_unknown() {
        Element completed = fixture.open(ALICE, "sidestream:transfer:0#my-usage");
        assertError(
                fixture.command(ALICE, CommandFixture.follow(completed), ""),
                "cancel",
                "not-allowed",
                "session-expired");
        Element cancelled = fixture.open(ALICE, DELETE_ALL);
        Element answer = fixture.go(ALICE, cancelled, "cancel").element("command");
        assertThat(answer.attributeValue("status")).as("K-32").isEqualTo("canceled");
        assertThat(answer.attributeValue("sessionid")).isEqualTo(cancelled.attributeValue("sessionid"));
        assertError(fixture.go(ALICE, cancelled, "complete"), "cancel", "not-allowed", "session-expired");
        assertError(
                fixture.command(ALICE, "node='" + DELETE_ALL + "' sessionid='made-up' action='complete'", ""),
                "modify",
                "bad-request",
                "bad-sessionid");
    }

    @Test
    @Requirement("K-31")
    void k31_a_session_belongs_to_one_full_address_and_one_node() {
        SlotId id = fixture.uploads.add("alice@example.org", "a.png", 5);
        Element open = fixture.open(ALICE, DELETE_ALL);

        assertThat(fixture.open(ALICE, DELETE_ALL).attributeValue("sessionid"))
                .isNotEqualTo(open.attributeValue("sessionid"));
        for (String other : List.of("mallory@example.org/desk", "alice@example.org/phone", ADMIN)) {
            Element stolen = fixture.go(other, open, "complete", "confirm", "1");
            assertError(stolen, "modify", "bad-request", "bad-sessionid");
            assertError(fixture.go(other, open, "cancel"), "modify", "bad-request", "bad-sessionid");
        }
        String elsewhere = "node='sidestream:transfer:0#erase' sessionid='" + open.attributeValue("sessionid") + "'";
        assertError(fixture.command(ALICE, elsewhere, ""), "modify", "bad-request", "bad-sessionid");
        assertThat(fixture.uploads.has(id)).isTrue();

        assertThat(fixture.go(ALICE, open, "complete", "confirm", "1")
                        .element("command")
                        .attributeValue("status"))
                .isEqualTo("completed");
        assertThat(fixture.uploads.has(id)).isFalse();
    }

    @Test
    @Requirement("K-31")
    void k31_sessions_expire() {
        Element open = fixture.open(ALICE, DELETE_ALL);
        fixture.now = fixture.now.plus(CommandSessions.LIFETIME.minusSeconds(1));
        Element again = fixture.go(ALICE, open, "complete").element("command");
        assertThat(again.attributeValue("status"))
                .as("asked again, nine minutes later")
                .isEqualTo("executing");
        fixture.now = fixture.now.plus(CommandSessions.LIFETIME);
        assertError(fixture.go(ALICE, open, "complete", "confirm", "1"), "cancel", "not-allowed", "session-expired");
    }

    @Test
    @Requirement("K-31")
    void k31_a_user_has_eight_sessions_and_pushes_out_only_his_own() {
        Element other = fixture.open(ADMIN, DELETE_ALL);
        Element first = fixture.open(ALICE, DELETE_ALL);
        for (int i = 0; i < 8; i++) {
            fixture.open("alice@example.org/r" + i, DELETE_ALL);
        }
        assertError(fixture.go(ALICE, first, "cancel"), "cancel", "not-allowed", "session-expired");
        assertThat(fixture.go(ADMIN, other, "cancel").attributeValue("type")).isEqualTo("result");
    }

    @Test
    @Requirement("K-63")
    void k63_who_leafs_far_fills_no_memory_that_others_need() {
        CommandSessions sessions = new CommandSessions(() -> fixture.now, 8, 25);
        for (int i = 0; i < 2; i++) {
            assertThat(sessions.put(leafed("a" + i, 100))).isTrue();
        }
        assertThat(sessions.put(leafed("b", 6)))
                .as("of 25 questions 20 are kept")
                .isFalse();
        assertThat(sessions.put(leafed("c", 5))).isTrue();
        assertThat(sessions.take("a0")).as("nobody is pushed out").isPresent();
        assertThat(sessions.put(leafed("d", 100))).isTrue();
    }

    private static CommandSession leafed(String id, int questions) {
        Requester by = new Requester(id + "@example.org/r", DOMAIN, Texts.book().in((String) null));
        CommandSession session = new CommandSession(
                id, Command.ofUser("x", any -> CompletableFuture.completedFuture(Step.End.saying(""))), by);
        Form form = new Form("", "", "", List.of());
        for (int i = 0; i < questions; i++) {
            session.ask(Step.Question.last(
                    form, (action, submission) -> CompletableFuture.completedFuture(Step.End.saying(""))));
        }
        return session;
    }

    @Test
    @Requirement("K-63")
    void k63_sessions_are_bounded_in_all() {
        Element kept = fixture.open(ALICE, DELETE_ALL);
        for (int i = 1; i < 2_000; i++) {
            assertThat(fixture.open("u" + i + "@example.org/r", DELETE_ALL).attributeValue("status"))
                    .isEqualTo("executing");
        }
        Element answer = fixture.command("one-more@example.org/r", "node='" + DELETE_ALL + "'", "");
        assertError(answer, "wait", "resource-constraint", "");
        assertThat(fixture.go(ALICE, kept, "cancel").attributeValue("type")).isEqualTo("result");
        fixture.now = fixture.now.plus(Duration.ofMinutes(10));
        assertThat(fixture.open(ALICE, DELETE_ALL).attributeValue("status")).isEqualTo("executing");
    }

    @ParameterizedTest
    @CsvSource({
        "action='jump', malformed-action",
        "action='EXECUTE', malformed-action",
        "action='', malformed-action",
        "action='prev', bad-action",
        "action='next', bad-action",
        "action='cancel', bad-action",
        "sessionid='' action='complete', bad-action",
    })
    void xep_0050_4_4_actions_that_cannot_be_are_told_apart(String attributes, String detail) {
        Element answer = fixture.command(ALICE, "node='" + DELETE_ALL + "' " + attributes, "");
        assertError(answer, "modify", "bad-request", detail);
    }

    @Test
    void xep_0050_4_4_a_bad_action_leaves_the_session_as_it_was() {
        Element open = fixture.open(ALICE, DELETE_ALL);
        assertError(fixture.go(ALICE, open, "prev"), "modify", "bad-request", "bad-action");
        assertError(fixture.go(ALICE, open, "next"), "modify", "bad-request", "bad-action");
        Element done = fixture.go(ALICE, open, "execute", "confirm", "true").element("command");
        assertThat(done.attributeValue("status"))
                .as("execute means complete here")
                .isEqualTo("completed");
    }

    @Test
    void xep_0050_3_3_prev_goes_back_and_on_again() {
        SlotId id = fixture.uploads.add("alice@example.org", "a.png", 5);
        Element choose = fixture.open(ALICE, DELETE);
        assertThat(choose.element("actions").element("prev")).isNull();
        Element sure = fixture.go(ALICE, choose, "next", "file", id.value()).element("command");
        assertThat(sure.element("actions").element("prev")).isNotNull();
        Element back = fixture.go(ALICE, sure, "prev").element("command");
        assertThat(back.element("x").asXML()).isEqualTo(choose.element("x").asXML());
        Element again = fixture.go(ALICE, back, "execute", "file", id.value()).element("command");
        Element done = fixture.go(ALICE, again, "complete", "confirm", "1").element("command");
        assertThat(done.elementText("note")).contains("a.png");
        assertThat(fixture.uploads.has(id)).isFalse();
    }

    @Test
    @Requirement("K-32")
    void k32_a_command_that_fails_ends_with_a_note_that_says_so() {
        SlotId id = fixture.uploads.add("alice@example.org", "a.png", 5);
        Element choose = fixture.open(ALICE, DELETE);
        Element sure = fixture.go(ALICE, choose, "next", "file", id.value()).element("command");
        fixture.uploads.files.clear();
        Element done = fixture.go(ALICE, sure, "complete", "confirm", "1").element("command");
        assertThat(done.attributeValue("status")).isEqualTo("completed");
        assertThat(done.element("note").attributeValue("type")).isEqualTo("error");
        assertThat(done.elementText("note")).isEqualTo("There is no such file.");
    }

    @Test
    @Requirement({"K-32", "K-62"})
    void k62_a_fault_is_answered_once_and_its_inside_is_not_told() {
        fixture.uploads.gate = CompletableFuture.failedFuture(new IllegalStateException("secret inside"));
        Element done = fixture.open(ALICE, MINE);
        assertThat(done.element("note").attributeValue("type")).isEqualTo("error");
        assertThat(done.asXML()).doesNotContain("secret");
    }

    @Test
    @Requirement("K-62")
    void k62_a_get_is_no_execution_and_of_two_turns_at_once_one_goes_on() {
        assertError(
                fixture.ask("get", ALICE, DOMAIN, CommandFixture.commandXml("node='" + MINE + "'", "")),
                "modify",
                "bad-request",
                "");
        Element open = fixture.open(ALICE, DELETE_ALL);
        fixture.uploads.gate = new CompletableFuture<>();
        int before = fixture.sent.size();
        String form = "<x xmlns='jabber:x:data' type='submit'><field var='confirm'><value>1</value></field></x>";
        fixture.start(
                "set",
                ALICE,
                DOMAIN,
                CommandFixture.commandXml(CommandFixture.follow(open) + " action='complete'", form));
        assertThat(fixture.sent).as("waits").hasSize(before);
        assertError(fixture.go(ALICE, open, "complete"), "cancel", "not-allowed", "session-expired");
        fixture.uploads.gate.complete(null);
        assertThat(fixture.sent).as("both answered").hasSize(before + 2);
    }

    @Test
    @Requirement("K-30")
    void k30_commands_are_not_served_at_addresses_that_are_not_there() {
        Element answer =
                fixture.ask("set", ALICE, "who@" + DOMAIN, CommandFixture.commandXml("node='" + MINE + "'", ""));
        assertError(answer, "cancel", "service-unavailable", "");
        Element atBot = fixture.ask("set", ALICE, BOT, CommandFixture.commandXml("node='" + MINE + "'", ""));
        assertThat(atBot.element("command").attributeValue("status"))
                .as("design 23")
                .isEqualTo("completed");
    }
}
