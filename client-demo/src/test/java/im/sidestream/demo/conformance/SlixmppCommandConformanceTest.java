package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as slixmpp runs them, by its plugins for XEP-0050 and XEP-0004. */
class SlixmppCommandConformanceTest extends OnEachHost {
    private static final String OWN = "sidestream:transfer:0#";

    @TempDir
    private Path directory;

    @Override
    String user() {
        return "grace";
    }

    @Test
    @Requirement({"K-21", "K-30", "K-32", "K-33"})
    void files_are_listed_and_deleted_and_a_command_is_cancelled() throws Exception {
        URI file = upload("slixmpp.bin");
        List<String> lines = new PythonClient(directory)
                .run("slixmpp_commands.py", host, user(), "slixmpp.bin")
                .lines()
                .toList();

        assertThat(lines)
                .contains("command " + OWN + "my-files", "command " + OWN + "delete-file")
                .noneMatch(line -> line.startsWith("command") && line.contains("admin"))
                .contains("columns name size date purpose expires downloads state link id")
                .contains("status my-usage completed ", "status my-files completed ")
                .contains("status delete-all canceled ")
                .containsSubsequence("status delete-file executing next", "status delete-file executing complete|prev")
                .contains("note delete-file info Deleted: slixmpp.bin");
        assertThat(new Web(host).get(file).statusCode()).isEqualTo(410);
    }
}
