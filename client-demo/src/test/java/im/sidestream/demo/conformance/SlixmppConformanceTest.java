package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each purpose as slixmpp asks for it, and as it is stored: what it asked for is what the list of files says. */
class SlixmppConformanceTest extends OnEachHost {
    private static final List<String> PURPOSES = List.of("message", "profile", "ephemeral", "permanent");
    private static final Map<String, String> STORED_AS = Map.of(
            "message.txt", "message",
            "profile.txt", "profile",
            "ephemeral.txt", "ephemeral",
            "permanent.txt", "permanent");

    @TempDir
    private Path directory;

    @Override
    String user() {
        return "erin";
    }

    @Test
    @Requirement({"P-02", "P-03", "P-04", "P-05", "P-06", "P-09"})
    void each_purpose_gets_what_is_offered_for_it() throws Exception {
        Instant end = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
        List<String> lines = new PythonClient(directory)
                .run("slixmpp_purposes.py", host, user(), end.toString())
                .lines()
                .toList();

        assertThat(lines).contains("feature " + Names.UPLOAD);
        for (String purpose : PURPOSES) {
            assertThat(lines).contains("feature " + Names.PURPOSE + "#" + purpose);
            upload(slot(lines, purpose));
        }
        assertThat(stored("purpose")).containsExactlyInAnyOrderEntriesOf(STORED_AS);
        assertThat(stored("expires"))
                .containsEntry("ephemeral.txt", end.toString().replace('T', ' ').replace(":00Z", " UTC"))
                .hasEntrySatisfying("message.txt", kept -> assertThat(kept).endsWith(" UTC"))
                .containsEntry("profile.txt", "never")
                .containsEntry("permanent.txt", "never");
    }

    /** The URLs of the slot that was got for a purpose, for PUT and GET. */
    private String[] slot(List<String> lines, String purpose) {
        String start = purpose + " slot ";
        return lines.stream()
                .filter(line -> line.startsWith(start + host.server().httpBase() + "u/"))
                .map(line -> line.substring(start.length()).split(" ", -1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no slot for " + purpose + " in " + lines));
    }

    private void upload(String[] slot) throws Exception {
        Web web = new Web(host);
        assertThat(web.put(URI.create(slot[0]), new byte[5])).isEqualTo(201);
        assertThat(web.get(URI.create(slot[1])).statusCode()).isEqualTo(200);
    }

    /** What the user's own list says of each file in that column, by the file's name. */
    private Map<String, String> stored(String column) throws Exception {
        XmlNode answer = client.iq(
                "set",
                host.xmpp().uploadDomain(),
                "<command xmlns='" + Names.COMMANDS + "' node='sidestream:transfer:0#my-files' action='execute'/>");
        XmlNode table = answer.child("command", Names.COMMANDS)
                .orElseThrow()
                .child("x", Names.FORM)
                .orElseThrow();
        Map<String, String> cells = new TreeMap<>();
        for (XmlNode item : table.children("item", Names.FORM)) {
            cells.put(
                    Answers.field(item, "name").orElseThrow(),
                    Answers.field(item, column).orElseThrow());
        }
        return cells;
    }
}
