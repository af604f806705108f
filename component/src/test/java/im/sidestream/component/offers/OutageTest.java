package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the catalog is away nothing is given up, and nobody who says something is left without a word (design §3, §4.17). */
class OutageTest {

    private static final String ALICE = "alice@example.org/desk";
    private static final String BOB = "bob@south.example";

    @TempDir
    private Path directory;

    private OfferFixture fixture;
    private SlotId file;

    @BeforeEach
    void upload() {
        fixture = new OfferFixture(directory, "upload.example.org");
        file = fixture.files.add(fixture.owner("alice@example.org"), "minutes.txt", "text/plain");
        assertThat(fixture.say(ALICE, "send " + file + " to " + BOB)).contains("minutes.txt");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Offer offer() {
        var delivery = fixture.distributor
                .deliveries(fixture.owner("alice@example.org"), null, 1)
                .join()
                .items()
                .get(0);
        return fixture.tables
                .deliveries()
                .offers(delivery.id(), null, 1)
                .join()
                .items()
                .get(0);
    }

    /** What was taken from the outbox is read again when it goes: an outage may come between, and end before it is put off. */
    private void roundInAnOutage() throws InterruptedException {
        fixture.outage.isOn = true;
        assertThat(fixture.round()).isEmpty();
        fixture.outage.isOn = false;
    }

    @Test
    void an_offer_that_could_not_be_read_goes_later() throws InterruptedException {
        roundInAnOutage();
        assertThat(offer().state()).isEqualTo(DeliveryState.PENDING);
        fixture.pass(Duration.ofSeconds(2));
        fixture.run();
        assertThat(fixture.offerTo(BOB)).isNotNull();
    }

    @Test
    void a_file_and_the_last_report_that_could_not_be_read_go_later() throws InterruptedException {
        fixture.run();
        fixture.say(BOB + "/x", "yes");
        roundInAnOutage();
        assertThat(offer().state()).isEqualTo(DeliveryState.ACCEPTED);
        fixture.pass(Duration.ofSeconds(2));
        fixture.run();
        assertThat(fixture.to(BOB)).anyMatch(message -> message.asXML().contains("/p/"));
        fixture.tables
                .deliveries()
                .advance(offer().id(), DeliveryState.DOWNLOADED, null)
                .join();
        roundInAnOutage();
        fixture.pass(Duration.ofSeconds(2));
        fixture.run();
        List<Element> told = fixture.to("alice@example.org");
        assertThat(told.get(told.size() - 1).elementText("body")).contains("downloaded: 1");
    }

    private static void requireError(Element answer, String id) {
        assertThat(answer.attributeValue("type")).isEqualTo("error");
        assertThat(answer.attributeValue("id")).isEqualTo(id);
        assertThat(answer.attributeValue("to")).isEqualTo(BOB + "/x");
        Element error = answer.element("error");
        assertThat(error.attributeValue("type")).as("RFC 6120 §8.3.2").isEqualTo("wait");
        assertThat(error.element("internal-server-error")).isNotNull();
        assertThat(error.elementText("text")).contains("database");
    }

    @Test
    void an_answer_by_form_word_or_command_that_cannot_be_written_down_is_an_error() throws InterruptedException {
        fixture.run();
        String code = OfferFixture.code(fixture.offerTo(BOB));
        Element command = fixture.open(BOB + "/x", "offers");
        fixture.outage.isOn = true;
        Element form = fixture.submit(BOB + "/x", code, "accept").get(0);
        requireError(form, form.attributeValue("id"));
        for (String word : List.of("yes", "yes " + code, "list")) {
            List<Element> answers = fixture.message("<message type='chat' id='said' from='" + BOB
                    + "/x' to='relay@upload.example.org'><body>" + word + "</body></message>");
            assertThat(answers).hasSize(1);
            requireError(answers.get(0), "said");
        }
        Element refused = fixture.step(BOB + "/x", command, "offer", code, "decision", "accept");
        requireError(refused, refused.attributeValue("id"));
        fixture.outage.isOn = false;

        assertThat(offer().state()).isEqualTo(DeliveryState.PENDING);
        Element done = fixture.go(BOB + "/x", command, "offer", code, "decision", "accept");
        assertThat(done.attributeValue("status")).as("the same step again").isEqualTo("completed");
        assertThat(offer().state()).isEqualTo(DeliveryState.ACCEPTED);
    }
}
