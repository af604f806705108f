package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.slf4j.LoggerFactory;

/** While the catalog is away nothing is given up, and nobody who says something is left without a word (design §3, §4.17). */
class OutageTest {

    private static final String ALICE = "alice@example.org/desk";
    private static final String BOB = "bob@south.example";
    private static final String BEGIN =
            "the outbox cannot be worked on, trying again: The service does not reach its database.";
    private static final String END = "the outbox is worked on again";

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

    /** Of what was taken nothing can be written down any more. */
    @Test
    void what_was_taken_goes_when_the_outage_is_over_and_not_when_the_lease_is() throws InterruptedException {
        fixture.outboxOutage.beginsWith("later");
        roundInAnOutage();
        assertThat(fixture.round()).as("still away").isEmpty();
        fixture.outboxOutage.ends();
        fixture.run();
        assertThat(fixture.offerTo(BOB)).isNotNull();
    }

    private String offeredInAnOutage() throws InterruptedException {
        fixture.round();
        fixture.pass(Duration.ofSeconds(2));
        fixture.outboxOutage.beginsWith("done");
        assertThat(fixture.round()).hasSize(1);
        assertThat(fixture.round()).as("still away").isEmpty();
        return fixture.offerTo(BOB).attributeValue("id");
    }

    @Test
    void what_went_before_the_outage_does_not_go_again_after_it() throws InterruptedException {
        offeredInAnOutage();
        fixture.outboxOutage.ends();
        fixture.round();
        assertThat(offer().times().offered()).isEqualTo(fixture.now);
        fixture.pass(OutboxPump.LEASE);
        fixture.run();
        assertThat(fixture.to(BOB)).hasSize(1);
    }

    @Test
    void what_came_back_during_the_outage_goes_again_after_it() throws InterruptedException {
        String id = offeredInAnOutage();
        fixture.bounce(BOB, id, "wait", "remote-server-timeout");
        fixture.outboxOutage.ends();
        fixture.round();
        assertThat(fixture.to(BOB)).hasSize(2);
        assertThat(fixture.offerTo(BOB).attributeValue("id")).isEqualTo(id);
    }

    @Test
    void what_was_taken_longer_ago_than_its_lease_is_left_to_whoever_has_it() throws InterruptedException {
        fixture.outboxOutage.beginsWith("later");
        roundInAnOutage();
        fixture.outboxOutage.ends();
        fixture.pass(OutboxPump.LEASE);
        assertThat(fixture.tables
                        .outbox()
                        .take("upload.example.org", 9, 9, OutboxPump.LEASE)
                        .join())
                .as("another process")
                .hasSize(1);
        fixture.run();
        assertThat(fixture.to(BOB)).isEmpty();
    }

    @Test
    void what_cannot_be_written_down_for_another_reason_stops_nobody() throws InterruptedException {
        fixture.outboxOutage.breaks("done");
        fixture.run();
        assertThat(fixture.say(ALICE, "send " + file + " to carol@south.example"))
                .contains("minutes.txt");
        fixture.run();
        assertThat(fixture.offerTo("carol@south.example")).isNotNull();
        fixture.pass(OutboxPump.LEASE);
        fixture.run();
        assertThat(fixture.to(BOB)).as("with its id, after its lease").hasSizeGreaterThan(1);
    }

    @Test
    void an_outage_is_told_once_when_it_begins_and_once_when_it_is_over() throws InterruptedException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(Unsettled.class);
        log.addAppender(lines);
        lines.start();
        for (int i = 0; i < 2; i++) {
            fixture.outboxOutage.beginsWith("take");
            fixture.run();
            fixture.outboxOutage.ends();
            fixture.run();
        }
        log.detachAppender(lines);
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(BEGIN, END, BEGIN, END);
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
