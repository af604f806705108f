package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** XEP-0363 §8: a slot is to be used soon, and its signed token says until when. */
class SlotLifeConformanceTest extends OnEachHost {
    private static final byte[] CONTENT = new byte[1];
    private static final int RADIX = 36;

    @Override
    String user() {
        return "frank";
    }

    @Test
    @Requirement("S-28")
    void a_slot_lives_for_five_minutes_unless_configured_otherwise() throws Exception {
        Instant before = Instant.now();
        Instant end = end(slot());

        // in whole seconds, cut down
        assertThat(end).isBetween(before.plusSeconds(299), Instant.now().plusSeconds(300));
    }

    @Test
    @Requirement({"S-27", "S-28"})
    void a_slot_that_was_not_used_in_time_takes_nothing() throws Exception {
        Altered.reloaded(host, "policy.slot-lifetime = 2s", () -> {
            Web web = new Web(host);
            assertThat(web.put(slot(), CONTENT)).isEqualTo(201);

            XmlNode late = slot();
            Instant end = end(late);
            assertThat(end).isBefore(Instant.now().plusSeconds(3));
            Awaitility.await().until(() -> Instant.now().isAfter(end));
            assertThat(web.put(late, CONTENT)).isEqualTo(410);
            assertThat(web.get(Answers.get(late)).statusCode()).isEqualTo(404);
        });
    }

    private XmlNode slot() throws Exception {
        return Answers.slot(askForSlot("filename='a' size='" + CONTENT.length + "'"));
    }

    /** The second field of the token is its deadline. */
    private static Instant end(XmlNode slot) {
        URI put = Answers.put(slot);
        String token = put.getRawQuery().replaceFirst("^t=", "");
        return Instant.ofEpochSecond(Long.parseLong(token.split("\\.", -1)[1], RADIX));
    }
}
