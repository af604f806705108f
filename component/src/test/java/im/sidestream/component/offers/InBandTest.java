package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for clients that know no HTTP: XEP-0234 §5, XEP-0261 §2, XEP-0047 §2; protocol.md §4(b) step 7. */
class InBandTest {

    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@south.example";
    private static final String PHONE = BOB + "/phone";
    private static final String NAME = "a-name-that-is-the-content-of-the-file.txt";

    @TempDir
    private Path directory;

    private OfferFixture fixture;
    private InBandClient phone;
    private SlotId file;

    @BeforeEach
    void offer() throws InterruptedException {
        fixture = new OfferFixture(directory, "upload.example.org");
        phone = client(PHONE);
        offerTo(NAME, BOB);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private InBandClient client(String jid) {
        InBandClient client = new InBandClient(fixture, jid);
        fixture.clients.put(jid, client);
        return client;
    }

    private void offerTo(String name, String receivers) throws InterruptedException {
        file = fixture.files.add(fixture.owner(ALICE), name, "text/plain");
        fixture.say(ALICE + "/desk", "send " + file + " to " + receivers);
        fixture.run();
    }

    private void answer() throws InterruptedException {
        fixture.say(PHONE, "yes");
        fixture.run();
    }

    /** Lets so much pass; what waits for a place is looked at every other second, so that nothing is ever idle for long. */
    private void wait(Duration time) throws InterruptedException {
        for (long i = 0; i < time.toSeconds(); i++) {
            fixture.pass(Duration.ofSeconds(1));
            fixture.pump.round();
        }
    }

    private List<Offer> offers() {
        return fixture.distributor.deliveries(fixture.owner(ALICE), null, 10).join().items().stream()
                .flatMap(delivery ->
                        fixture.tables.deliveries().offers(delivery.id(), null, 100).join().items().stream())
                .toList();
    }

    private DeliveryState state() {
        return offers().get(0).state();
    }

    private boolean hasLink() {
        return fixture.sent.stream().anyMatch(message -> message.asXML().contains("/p/"));
    }

    @Test
    void a_client_that_says_nothing_of_links_gets_the_bytes_in_blocks_of_its_size() throws InterruptedException {
        answer();
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(phone.heard.stream()
                        .filter(each -> each.getName().equals("data"))
                        .map(each -> each.attributeValue("seq")))
                .as("XEP-0047 §2.2")
                .containsExactly("0", "1", "2", "3", "4");
        Element file = phone.sessions()
                .get(0)
                .element("content")
                .element("description")
                .element("file");
        assertThat(file.elementText("size")).isEqualTo(Integer.toString(NAME.length()));
        assertThat(file.elementText("hash")).isEqualTo(StoredFiles.digest(NAME).base64());
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void a_client_that_knows_links_gets_one_unless_its_user_wishes_otherwise() throws InterruptedException {
        phone.features = InBandClient.BOTH + " jabber:x:oob";
        answer();
        assertThat(hasLink()).isTrue();
        assertThat(phone.sessions()).isEmpty();
    }

    @Test
    void what_breaks_goes_in_band_once_more() throws InterruptedException {
        phone.breaks = 2;
        answer();
        wait(Duration.ofMinutes(2));
        assertThat(phone.sessions()).hasSize(3);
        assertThat(phone.sessions().stream().map(each -> each.attributeValue("sid")))
                .doesNotHaveDuplicates();
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void what_breaks_again_and_again_goes_by_link() throws InterruptedException {
        phone.breaks = 99;
        answer();
        assertThat(hasLink()).as("after one attempt").isFalse();
        wait(Duration.ofMinutes(2));
        assertThat(phone.sessions()).hasSize(3);
        assertThat(hasLink()).isTrue();
        assertThat(state()).isEqualTo(DeliveryState.SENT);
    }

    /** RFC 6121 §8.5.3.2: the server answers for a resource that is gone. */
    @Test
    void who_comes_back_in_time_gets_it_in_band_and_who_does_not_a_link() throws InterruptedException {
        fixture.say(PHONE, "yes");
        phone.isGone = true;
        fixture.run();
        phone.isGone = false;
        wait(Duration.ofMinutes(1));
        assertThat(phone.received()).isEqualTo(NAME);
        offerTo("another.txt", BOB);
        fixture.say(PHONE, "yes");
        phone.isGone = true;
        wait(Duration.ofMinutes(2));
        assertThat(hasLink()).isTrue();
        assertThat(phone.sessions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "unsupported-applications"})
    void what_is_not_wanted_in_band_goes_by_link_at_once(String reason) throws InterruptedException {
        phone.answer = reason;
        answer();
        assertThat(hasLink()).isTrue();
        wait(Duration.ofMinutes(2));
        assertThat(phone.sessions()).hasSize(1);
    }

    @Test
    void a_session_that_ends_in_between_is_begun_once_more() throws InterruptedException {
        phone.answer = "connectivity-error";
        answer();
        phone.answer = "accept";
        wait(Duration.ofMinutes(1));
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(hasLink()).isFalse();
    }

    /** XEP-0047 §2.4: either side may. */
    @Test
    void who_closes_the_stream_after_the_last_byte_has_the_file() throws InterruptedException {
        phone.closes = true;
        answer();
        wait(Duration.ofMinutes(1));
        assertThat(phone.sessions()).hasSize(1);
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
    }

    @Test
    void what_is_still_going_in_band_goes_by_no_link_and_counts_as_one_attempt() throws InterruptedException {
        phone.answer = "";
        answer();
        wait(Duration.ofMinutes(6));
        assertThat(phone.sessions()).hasSize(1);
        assertThat(hasLink()).isFalse();
        phone.answer = "connectivity-error";
        phone.answerSession();
        phone.answer = "accept";
        wait(Duration.ofMinutes(1));
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void whoever_says_yes_while_all_places_are_taken_gets_it_in_band_afterwards() throws InterruptedException {
        List<String> all = IntStream.range(0, 12)
                .mapToObj(i -> "user" + i + "@south.example")
                .toList();
        offerTo("for-many.txt", String.join(" ", all));
        List<InBandClient> clients =
                all.stream().map(jid -> client(jid + "/phone")).toList();
        clients.forEach(each -> each.answer = "");
        all.forEach(jid -> fixture.say(jid + "/phone", "yes"));
        wait(Duration.ofMinutes(5));
        assertThat(clients)
                .as("at once")
                .filteredOn(each -> !each.sessions().isEmpty())
                .hasSize(8);
        assertThat(hasLink()).isFalse();

        for (InBandClient each : clients) {
            if (!each.sessions().isEmpty()) {
                each.answer = "accept";
                each.answerSession();
            }
            each.answer = "accept";
        }
        wait(Duration.ofSeconds(12));
        assertThat(clients).allSatisfy(each -> {
            assertThat(each.received()).isEqualTo("for-many.txt");
            assertThat(each.sessions()).hasSize(1);
        });
        assertThat(hasLink()).isFalse();
    }

    @Test
    void no_client_gets_two_files_at_once() throws InterruptedException {
        offerTo("another.txt", BOB);
        phone.answer = "";
        List<Element> forms = fixture.to(BOB);
        forms.forEach(offer -> fixture.submit(PHONE, OfferFixture.code(offer), "accept"));
        wait(Duration.ofMinutes(1));
        assertThat(phone.sessions()).hasSize(1);
        phone.answer = "accept";
        phone.answerSession();
        wait(Duration.ofSeconds(12));
        assertThat(phone.sessions()).hasSize(2);
        assertThat(offers()).allSatisfy(each -> assertThat(each.state()).isEqualTo(DeliveryState.DOWNLOADED));
    }

    /** design.md §4.17: whoever goes on knows the client by the row, and asks it again. */
    @Test
    void who_said_yes_to_a_process_that_was_killed_gets_it_in_band_from_the_next_one() throws InterruptedException {
        phone.answer = "";
        answer();
        assertThat(phone.sessions()).hasSize(1);
        OfferFixture next = fixture.restarted(directory);
        fixture = next;
        phone = client(PHONE);
        wait(Duration.ofMinutes(1));
        assertThat(phone.sessions()).hasSize(1);
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void another_client_at_the_same_address_that_takes_nothing_in_band_gets_a_link() throws InterruptedException {
        fixture.say(PHONE, "yes");
        phone.features = "jabber:x:oob";
        fixture.run();
        assertThat(phone.sessions()).isEmpty();
        assertThat(hasLink()).isTrue();
    }

    @Test
    void what_came_is_not_sent_again_because_that_could_not_be_written_down() throws InterruptedException {
        phone.answer = "";
        answer();
        fixture.outage.isOn = true;
        phone.answer = "accept";
        phone.answerSession();
        wait(Duration.ofMinutes(1));
        fixture.outage.isOn = false;
        wait(Duration.ofMinutes(2));
        assertThat(phone.sessions()).hasSize(1);
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
    }

    private void withdraw() {
        var delivery = fixture.distributor
                .deliveries(fixture.owner(ALICE), null, 1)
                .join()
                .items()
                .get(0);
        fixture.distributor.withdraw(fixture.owner(ALICE), delivery.id(), null).join();
    }

    private void assertEnded(DeliveryState state, Duration time) throws InterruptedException {
        wait(time);
        assertThat(phone.sessions()).hasSize(1);
        assertThat(phone.received()).as("all of it").isNotEqualTo(NAME);
        assertThat(phone.ends()).as("XEP-0166 §7.4").containsExactly("cancel");
        assertThat(state()).isEqualTo(state);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void what_is_taken_back_while_the_client_asks_its_user_does_not_come() throws InterruptedException {
        phone.answer = "";
        answer();
        withdraw();
        wait(Duration.ofSeconds(5));
        phone.answer = "accept";
        phone.answerSession();
        assertEnded(DeliveryState.WITHDRAWN, Duration.ofMinutes(2));
        assertThat(phone.heard).noneMatch(each -> each.getName().equals("open"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10"})
    void what_is_taken_back_while_bytes_go_stops(String blockSize) throws InterruptedException {
        phone.blockSize = blockSize;
        phone.meanwhile = this::withdraw;
        answer();
        assertEnded(DeliveryState.WITHDRAWN, Duration.ofMinutes(2));
        assertThat(phone.received())
                .as("eight blocks, or all but the last one")
                .hasSize(blockSize.equals("1") ? 8 : 40);
    }

    @Test
    void a_file_that_is_gone_stops_and_goes_by_no_link() throws InterruptedException {
        phone.meanwhile = () -> fixture.files.remove(file);
        answer();
        assertEnded(DeliveryState.EXPIRED, Duration.ofMinutes(2));
    }

    @Test
    void what_goes_is_not_broken_off_because_nobody_knows_whether_it_is_wanted() throws InterruptedException {
        phone.meanwhile = () -> fixture.outage.isOn = true;
        fixture.say(PHONE, "yes");
        wait(Duration.ofSeconds(5));
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(phone.ends()).isEmpty();
        fixture.outage.ends();
        wait(Duration.ofMinutes(2));
        assertThat(phone.sessions()).hasSize(1);
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
    }

    @Test
    void a_file_that_is_too_large_goes_by_link() throws InterruptedException {
        fixture.inBand = NAME.length() - 1L;
        answer();
        assertThat(hasLink()).isTrue();
        assertThat(phone.heard).isEmpty();
    }

    @Test
    void nobody_else_has_a_say_in_a_session() throws InterruptedException {
        phone.answer = "";
        answer();
        String sid = phone.sessions().get(0).attributeValue("sid");
        assertThat(InBandClient.say(fixture, "eve@south.example/x", sid, "session-accept", ""))
                .isEqualTo("error");
        assertThat(InBandClient.say(fixture, PHONE, "made-up", "session-accept", ""))
                .isEqualTo("error");
        assertThat(InBandClient.say(fixture, PHONE, "made-up", "session-initiate", ""))
                .isEqualTo("error");
    }
}
