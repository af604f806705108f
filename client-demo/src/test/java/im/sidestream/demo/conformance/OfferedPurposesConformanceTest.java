package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** XEP-0363 §7 with purposes left out: they are not listed, and what names them all the same is answered. */
class OfferedPurposesConformanceTest extends OnEachHost {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    String user() {
        return "bob";
    }

    @AfterEach
    void offerAllAgain() throws Exception {
        offer(Host.PURPOSES);
    }

    @Test
    @Requirement({"P-03", "P-09", "P-01"})
    void a_lasting_purpose_that_is_left_out_counts_as_a_message() throws Exception {
        offer(List.of("message", "ephemeral"));
        // more than a profile file may have where profiles have limits of their own
        String attributes = "filename='a' size='" + (Host.PROFILE_LIMIT + 1) + "'";
        for (String purpose : List.of("profile", "permanent")) {
            Answers.slot(askForSlot(attributes, "<" + purpose + " xmlns='" + Names.PURPOSE + "'/>"));
        }
    }

    @Test
    @Requirement({"P-03", "P-09", "E-ephemeral"})
    void an_end_that_nobody_would_keep_is_not_acceptable() throws Exception {
        offer(List.of("message", "profile", "permanent"));
        String child = "<ephemeral xmlns='" + Names.PURPOSE + "' expire-before='"
                + Instant.now().plusSeconds(3600) + "'/>";
        XmlNode error = Answers.error(askForSlot("filename='a' size='1'", child), "modify", "not-acceptable");
        assertThat(error.child("file-too-large", Names.UPLOAD)).isEmpty();
    }

    /** Has the server read that its purposes are these, and waits until it says so: those, all of those, no other. */
    private void offer(List<String> purposes) throws Exception {
        Path file = host.server().configFile();
        String config = Files.readString(file);
        Files.writeString(file, config.replaceFirst("(?m)^policy\\.purposes = .*$", Host.offering(purposes)));
        host.server().reload();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(offered()).containsExactlyInAnyOrderElementsOf(purposes));
    }

    private List<String> offered() throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        String prefix = Names.PURPOSE + "#";
        return Answers.features(info).stream()
                .filter(feature -> feature.startsWith(prefix))
                .map(feature -> feature.substring(prefix.length()))
                .toList();
    }
}
