package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each purpose as slixmpp asks for it. */
class SlixmppConformanceTest extends OnEachHost {
    @TempDir
    private Path directory;

    @Test
    @Requirement({"P-03", "P-04", "P-05", "P-06", "P-09"})
    void each_purpose_gets_what_is_offered_for_it() throws Exception {
        List<String> lines = ask().lines().toList();

        assertThat(lines)
                .contains(
                        "feature " + Names.UPLOAD,
                        "feature " + Names.PURPOSE + "#message",
                        "feature " + Names.PURPOSE + "#profile",
                        "feature " + Names.PURPOSE + "#ephemeral",
                        "feature " + Names.PURPOSE + "#permanent");
        String slot = " slot " + host.server().httpBase() + "u/";
        assertThat(lines).anyMatch(line -> line.startsWith("message" + slot));
        assertThat(lines).anyMatch(line -> line.startsWith("profile" + slot));
        assertThat(lines).anyMatch(line -> line.startsWith("permanent" + slot));
        assertThat(lines).anyMatch(line -> line.startsWith("ephemeral" + slot));
    }

    private String ask() throws Exception {
        Instant end = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        return new Slixmpp(directory).run("slixmpp_purposes.py", host, "erin", end.toString());
    }
}
