package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The purposes of XEP-0363 §7, asked over the wire. */
class PurposeConformanceTest extends OnEachHost {

    @Override
    String user() {
        return "bob";
    }

    private XmlNode ask(String purpose) throws Exception {
        String child = purpose.replaceFirst("<(\\w+)", "<$1 xmlns='" + Names.PURPOSE + "'");
        return askForSlot("filename='a' size='1'", child);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<message/>"})
    @Requirement({"P-02", "P-04"})
    void no_purpose_and_the_one_of_messages_are_the_same(String purpose) throws Exception {
        Answers.slot(ask(purpose));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ephemeral/>",
                "<ephemeral expire-before='soon'/>",
                "<ephemeral expire-before='2020-01-01T00:00:00Z'/>"
            })
    @Requirement({"P-06", "E-attribute"})
    void an_end_that_is_no_time_to_come_is_a_bad_request(String purpose) throws Exception {
        Answers.error(ask(purpose), "modify", "bad-request");
    }

    @Test
    @Requirement({"P-01", "E-attribute"})
    void a_file_has_one_purpose() throws Exception {
        XmlNode answer = askForSlot(
                "filename='a' size='1'",
                "<message xmlns='" + Names.PURPOSE + "'/><profile xmlns='" + Names.PURPOSE + "'/>");
        Answers.error(answer, "modify", "bad-request");
        assertThat(answer.child("slot", Names.UPLOAD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "profile", "ephemeral", "permanent"})
    @Requirement({"P-03", "P-09"})
    void each_purpose_with_rules_of_its_own_is_listed(String purpose) throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        assertThat(Answers.features(info)).contains(Names.PURPOSE + "#" + purpose);
    }

    @Test
    @Requirement({"P-05", "E-size"})
    void a_profile_file_has_a_limit_of_its_own_and_is_told_that_one() throws Exception {
        String child = "<profile xmlns='" + Names.PURPOSE + "'/>";
        Answers.slot(askForSlot("filename='a' size='" + Host.PROFILE_LIMIT + "'", child));
        XmlNode answer = askForSlot("filename='a' size='" + (Host.PROFILE_LIMIT + 1) + "'", child);
        XmlNode detail = Answers.error(answer, "modify", "not-acceptable")
                .child("file-too-large", Names.UPLOAD)
                .orElseThrow();
        assertThat(detail.childText("max-file-size")).isEqualTo(Long.toString(Host.PROFILE_LIMIT));
    }

    @Test
    @Requirement({"P-07", "P-08"})
    void an_ephemeral_file_is_taken_and_gone_at_its_end() throws Exception {
        Instant end = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        XmlNode slot = Answers.slot(ask("<ephemeral expire-before='" + end + "'/>"));
        Web web = new Web(host);
        assertThat(web.put(slot, new byte[1])).isEqualTo(201);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Instant.now().isAfter(end));
        assertThat(web.get(Answers.get(slot)).statusCode()).isEqualTo(410);
    }
}
