package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.stage.Account;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each purpose as slixmpp asks for it. */
class SlixmppConformanceTest extends OnEachHost {
    private static final String SCRIPT = "slixmpp_purposes.py";

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
        Path script = directory.resolve(SCRIPT);
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(SCRIPT))) {
            Files.copy(in, script);
        }
        Account account = host.account("erin");
        return new Foreign(directory)
                .run(List.of(
                        // Debian's own Python: another one on the path would not see Debian's modules
                        "/usr/bin/python3",
                        script.toString(),
                        host.xmpp().host(),
                        Integer.toString(host.xmpp().ports().c2s()),
                        account.jid(),
                        account.password(),
                        host.xmpp().uploadDomain(),
                        host.certificates().ca().toString(),
                        Instant.now()
                                .plus(1, ChronoUnit.HOURS)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()));
    }
}
