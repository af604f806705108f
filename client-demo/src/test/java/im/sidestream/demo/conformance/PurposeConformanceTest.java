package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
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
    @ValueSource(strings = {"profile", "ephemeral", "permanent"})
    @Requirement({"P-03", "P-05", "P-09"})
    void a_purpose_without_rules_of_its_own_is_not_listed(String purpose) throws Exception {
        XmlNode info = Answers.query(client.ask("<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        assertThat(Answers.features(info)).doesNotContain(Names.PURPOSE + "#" + purpose);
    }

    @Test
    @Requirement({"P-06", "E-ephemeral"})
    void an_end_that_is_not_offered_is_refused() throws Exception {
        Answers.error(ask("<ephemeral expire-before='2100-01-01T00:00:00Z'/>"), "modify", "not-acceptable");
    }
}
