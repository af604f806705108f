package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.component.command.CommandStage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;

/** Random commands and forms over a stream: K-21, K-31, K-62. */
class CommandStreamTest {

    private static final int REQUESTS = 3_000;
    private static final int AT_ONCE = 50;
    private static final List<String> ACTIONS = List.of(
            "",
            "action='execute'",
            "action='next'",
            "action='prev'",
            "action='complete'",
            "action='cancel'",
            "action='x'");
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "more",
            "alice@example.org",
            "",
            "x y",
            "100MiB",
            "30d",
            "00000000000000000000000000" + "1",
            "𝒳&lt;&#9;");
    private static final List<String> FIELDS = List.of(
            "confirm",
            "file",
            "span",
            "accountjid",
            "older-than-hours",
            "owner",
            "name",
            "type",
            "blacklistjids",
            "types",
            "maintenance",
            "policy.max-file-size",
            "FORM_TYPE",
            "colour");

    private final Random random = new Random(4711);
    private final List<String> nodes = new ArrayList<>(List.of("x", ""));
    private final List<Element> open = new ArrayList<>();
    private final List<String> sessions = new ArrayList<>(List.of("", "made-up"));

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String form() {
        String fields = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> "<field var='" + any(FIELDS) + "'>" + values() + "</field>")
                .collect(Collectors.joining());
        return "<x xmlns='jabber:x:data' type='" + any(List.of("submit", "submit", "submit", "cancel", "form", "y"))
                + "'>" + fields + "</x>";
    }

    private String values() {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> "<value>" + any(VALUES) + "</value>")
                .collect(Collectors.joining());
    }

    private String request(String id) {
        String from = any(List.of("root@example.org/adm", "alice@example.org/desk", "eve@elsewhere.example/x"));
        String to = any(List.of("upload.example.org", "relay@upload.example.org", "relay@upload.example.org/bot"));
        String type = random.nextInt(10) == 0 ? "get" : "set";
        if (!open.isEmpty() && random.nextInt(3) == 0) {
            // goes on with what that requester has open, which guessing seldom hits
            Element executing = any(open);
            Element command = executing.element("command");
            return request(
                    id,
                    executing.attributeValue("to"),
                    executing.attributeValue("from"),
                    "set",
                    command.attributeValue("node"),
                    " sessionid='" + command.attributeValue("sessionid") + "'");
        }
        String session = random.nextBoolean() ? "" : " sessionid='" + any(sessions) + "'";
        return request(id, from, to, type, any(nodes), session);
    }

    private String request(String id, String from, String to, String type, String node, String session) {
        String content = random.nextInt(4) == 0 ? "" : form();
        return "<iq type='" + type + "' id='" + id + "' from='" + from + "' to='" + to + "'>"
                + "<command xmlns='http://jabber.org/protocol/commands' node='" + node + "' " + any(ACTIONS)
                + session
                + ">" + content + "</command></iq>";
    }

    @Test
    void random_commands_are_each_answered_once_and_the_stream_goes_on() throws IOException {
        CommandStage stage = new CommandStage();
        nodes.addAll(stage.nodes());
        TreeMap<String, Integer> answers = new TreeMap<>();
        TreeMap<String, Integer> kinds = new TreeMap<>();
        try (StreamFixture fixture = new StreamFixture(stage.component());
                FakeXmppServer.Peer peer = fixture.server.acceptComponent()) {
            for (int sent = 0; sent < REQUESTS; sent += AT_ONCE) {
                for (int i = 0; i < AT_ONCE; i++) {
                    peer.send(request("f" + (sent + i)));
                }
                for (int i = 0; i < AT_ONCE; i++) {
                    Element answer = peer.next();
                    answers.merge(answer.attributeValue("id"), 1, Integer::sum);
                    kinds.merge(kind(answer), 1, Integer::sum);
                    assertThat(answer.asXML().length()).as("T-G12").isLessThan(64 * 1024);
                }
            }
            peer.requireAlive("alive");
        }
        assertThat(answers)
                .hasSize(REQUESTS)
                .allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
        assertThat(kinds.keySet())
                .as("the test reaches what it means to")
                .contains(
                        "completed",
                        "executing",
                        "canceled",
                        "bad-payload",
                        "session-expired",
                        "bad-sessionid",
                        "forbidden");
        assertThat(kinds).doesNotContainKey("internal-server-error");
    }

    private String kind(Element answer) {
        Element command = answer.element("command");
        if (command == null) {
            List<Element> conditions = answer.element("error").elements();
            return conditions.get(conditions.size() - 1).getName().equals("text")
                    ? conditions.get(0).getName()
                    : conditions.get(conditions.size() - 1).getName();
        }
        sessions.add(command.attributeValue("sessionid"));
        if (sessions.size() > 40) {
            sessions.remove(2);
        }
        if (command.attributeValue("status").equals("executing")) {
            open.add(answer);
        }
        if (open.size() > 10) {
            open.remove(0);
        }
        return command.attributeValue("status");
    }
}
