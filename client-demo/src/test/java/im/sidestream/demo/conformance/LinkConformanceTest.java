package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link between the component and its server (XEP-0114): who might listen to it, and whether it is alive. */
class LinkConformanceTest extends OnEachHost {
    private static final String WARNING = "xmpp.tls is off, and ";
    private static final String PING = "urn:xmpp:ping";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Override
    String user() {
        return "frank";
    }

    /** 0.0.0.0 leads to this machine, and is none of its loopback addresses: another one may listen there. */
    @Test
    @Requirement("K-06")
    void a_link_in_plain_text_that_others_could_read_is_warned_about() throws Exception {
        assertThat(check("")).doesNotContain(WARNING);
        assertThat(check("xmpp.host = \"0.0.0.0\"")).contains("note: " + WARNING + "0.0.0.0 is not this machine");
    }

    private String check(String line) throws Exception {
        Path config = directory.resolve("check.conf");
        Files.writeString(config, Files.readString(host.server().configFile()) + line + "\n");
        return new Foreign(directory).run(List.of(launcher(), "check", "--config", config.toString()));
    }

    private static String launcher() {
        return Path.of(System.getProperty("sidestream.root", ""))
                .toAbsolutePath()
                .resolve("sidestream")
                .toString();
    }

    @Test
    @Requirement("K-54")
    void a_silent_link_is_pinged_kept_while_that_is_answered_and_else_made_anew() throws Exception {
        try (Passage passage = Passage.before(host.xmpp().ports().component())) {
            String lines = "xmpp.port = " + passage.port() + "\nxmpp.ping = 500ms";
            Altered.restarted(host, lines, () -> isPinged(passage));
        }
    }

    private void isPinged(Passage passage) {
        Awaitility.await().atMost(PATIENCE).until(() -> passage.times(PING, 0) >= 3);
        assertThat(passage.connections()).isEqualTo(1);

        passage.silence();
        Awaitility.await().atMost(PATIENCE).until(() -> passage.isLeft(0) && passage.connections() > 1);
        Awaitility.await().atMost(PATIENCE).until(this::getsSlots);
    }

    private boolean getsSlots() throws Exception {
        return "result".equals(askForSlot("filename='a' size='1'").attribute("type"));
    }
}
