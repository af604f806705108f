package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** XEP-0363 §6: who asks too often is told when to come again. */
class RetryConformanceTest extends OnEachHost {
    /** Clocks are the same here; what remains is the time of the test itself. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    @Override
    String user() {
        return "dave";
    }

    @Test
    @Requirement({"S-22", "S-23", "S-24", "S-25", "E-quota", "K-63"})
    void the_time_to_come_again_is_in_utc_and_near() throws Exception {
        XmlNode answer = refused();

        XmlNode retry = Answers.error(answer, "wait", "resource-constraint")
                .child("retry", Names.UPLOAD)
                .orElseThrow();
        String stamp = String.valueOf(retry.attribute("stamp"));
        assertThat(stamp).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");
        Instant now = Instant.now();
        assertThat(Instant.parse(stamp))
                .isBetween(now.minus(LEEWAY), now.plusSeconds(60).plus(LEEWAY));
        try (RawClient other = host.logIn("erin")) {
            Answers.slot(other.ask("<request xmlns='" + Names.UPLOAD + "' filename='a' size='1'/>"));
        }
    }

    @Test
    @Requirement("S-25")
    void the_server_beside_ejabberd_does_not_stand_in_utc() {
        String command = ProcessHandle.of(host.server().pid())
                .flatMap(process -> process.info().commandLine())
                .orElse("");
        assertThat(command.contains(Host.FAR_AWAY)).isEqualTo(host.kind() == Host.Kind.EJABBERD);
    }

    private XmlNode refused() throws Exception {
        for (int i = 0; i < Host.RATE; i++) {
            XmlNode answer = askForSlot("filename='a' size='1'");
            if ("error".equals(answer.attribute("type"))) {
                return answer;
            }
        }
        return askForSlot("filename='a' size='1'");
    }
}
