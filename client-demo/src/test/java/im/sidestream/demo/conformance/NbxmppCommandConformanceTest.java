package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as Gajim runs them, by the modules for XEP-0050 and XEP-0004 of its library nbxmpp. */
class NbxmppCommandConformanceTest extends OnEachHost {
    private static final String OWN = "sidestream:transfer:0#";

    @TempDir
    private Path directory;

    @Override
    String user() {
        return "carol";
    }

    @Test
    @Requirement({"K-21", "K-30", "K-32", "K-33"})
    void files_are_listed_and_deleted_over_steps_forth_and_back() throws Exception {
        URI file = upload("gajim.bin");
        List<String> lines = new PythonClient(directory)
                .run("nbxmpp_commands.py", host, user(), "gajim.bin")
                .lines()
                .toList();

        assertThat(lines)
                .contains("command " + OWN + "my-files", "command " + OWN + "delete-file")
                .noneMatch(line -> line.startsWith("command") && line.contains("admin"))
                .contains("columns name size date purpose expires downloads state link id")
                .contains("status my-usage completed ", "status my-files completed ")
                .anyMatch(line -> line.startsWith("note my-usage info Stored and reserved: "))
                .containsSubsequence(
                        "status delete-file executing cancel|next",
                        "status delete-file executing cancel|complete|prev",
                        "status delete-file executing cancel|next",
                        "status delete-file completed ",
                        "note delete-file info Deleted: gajim.bin")
                .contains("status delete-all canceled ");
        assertThat(new Web(host).get(file).statusCode()).isEqualTo(410);
    }
}
