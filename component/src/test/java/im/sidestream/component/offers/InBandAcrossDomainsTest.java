package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A receiver whose domain has a service of its own, and whose client knows no HTTP: the service that has the file sends it to
 * that client itself; ADR 16, protocol.md §4(b) steps 4 and 7.
 */
class InBandAcrossDomainsTest {

    private static final String ALICE = "alice@north.example";
    private static final String BOB = "bob@south.example";
    private static final String PHONE = BOB + "/phone";
    private static final String NAME = "a-name-that-is-the-content-of-the-file.txt";
    private static final String SOUTH = "upload.south.example";

    @TempDir
    private Path directory;

    private OfferFixture north;
    private OfferFixture south;
    private InBandClient phone;

    @BeforeEach
    void connect() throws InterruptedException {
        north = new OfferFixture(directory, "upload.north.example");
        south = new OfferFixture(directory, SOUTH);
        north.peers.put("south.example", south);
        south.peers.put("north.example", north);
        phone = new InBandClient(north, PHONE);
        north.clients.put(PHONE, phone);
        south.clients.put(PHONE, phone);
        SlotId file = north.files.add(north.owner(ALICE), NAME, "text/plain");
        north.say(ALICE + "/desk", "send " + file + " to " + BOB);
        wait(Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        north.close();
        south.close();
    }

    private void wait(Duration time) throws InterruptedException {
        for (long i = 0; i < time.toSeconds(); i++) {
            for (OfferFixture each : new OfferFixture[] {north, south}) {
                each.pass(Duration.ofSeconds(1));
                each.pump.round();
            }
        }
    }

    private void answer() throws InterruptedException {
        assertThat(south.say(PHONE, "yes")).contains("on its way");
        wait(Duration.ofMinutes(1));
    }

    private Offer offer() {
        var delivery = north.distributor
                .deliveries(north.owner(ALICE), null, 1)
                .join()
                .items()
                .get(0);
        return north.tables
                .deliveries()
                .offers(delivery.id(), null, 1)
                .join()
                .items()
                .get(0);
    }

    private Offer there() {
        return south.tables
                .deliveries()
                .ofReceiver(south.owner(BOB), null, 1)
                .join()
                .items()
                .get(0)
                .offer();
    }

    /** ADR 16: until the file is there a yes can be taken back, at whatever service it was given. */
    @Test
    void a_no_after_the_yes_stops_what_goes() throws InterruptedException {
        phone.answer = "";
        answer();
        assertThat(phone.sessions()).hasSize(1);
        south.say(PHONE, "no");
        wait(Duration.ofSeconds(10));
        phone.answer = "accept";
        phone.answerSession();
        wait(Duration.ofMinutes(5));
        assertThat(phone.received()).isEmpty();
        assertThat(phone.ends()).containsExactly("cancel");
        assertThat(offer().state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(there().state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(hasLink()).isFalse();
    }

    private boolean hasLink() {
        return south.to(BOB).stream().anyMatch(message -> message.asXML().contains("/p/"));
    }

    private long announcements() {
        return south.to(BOB).stream()
                .filter(message -> message.asXML().contains("<in-band"))
                .count();
    }

    @Test
    void the_service_that_has_the_file_sends_it_and_the_other_one_says_so() throws InterruptedException {
        answer();
        assertThat(phone.received()).isEqualTo(NAME);
        assertThat(offer().state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(there().state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
        assertThat(north.to(BOB)).as("a stranger's words").isEmpty();
        Element told = south.to(BOB).stream()
                .filter(message -> message.element("in-band") != null)
                .findFirst()
                .orElseThrow();
        assertThat(told.elementText("body")).contains(ALICE, NAME, "relay@upload.north.example");
        assertThat(told.element("in-band").attributeValue("from")).isEqualTo("relay@upload.north.example/bot");
    }

    @Test
    void what_breaks_goes_in_band_once_more_and_then_by_link_from_the_own_service() throws InterruptedException {
        phone.breaks = 99;
        answer();
        assertThat(phone.sessions()).hasSize(3);
        assertThat(hasLink()).isTrue();
        assertThat(offer().state()).isEqualTo(DeliveryState.SENT);
        assertThat(there().state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void what_is_not_wanted_in_band_or_too_large_goes_by_link() throws InterruptedException {
        north.inBand = NAME.length() - 1L;
        answer();
        assertThat(phone.sessions()).isEmpty();
        assertThat(announcements()).isZero();
        assertThat(hasLink()).isTrue();
    }

    @Test
    void a_client_that_knows_links_gets_one() throws InterruptedException {
        phone.features = InBandClient.BOTH + " urn:xmpp:sfs:0";
        answer();
        assertThat(phone.sessions()).isEmpty();
        assertThat(hasLink()).isTrue();
    }

    /** It answers an element that it does not know as RFC 6120 §8.4 has it. */
    @ParameterizedTest
    @ValueSource(strings = {"service-unavailable", "feature-not-implemented"})
    void a_service_that_does_not_know_of_it_gets_the_link(String condition) throws InterruptedException {
        north.clients.put(
                SOUTH,
                request -> request.element("in-band") != null
                        ? OfferFixture.error(request, "cancel", condition).getElement()
                        : south.hear(request));
        answer();
        assertThat(phone.sessions()).isEmpty();
        assertThat(hasLink()).isTrue();
    }

    @Test
    void a_service_that_does_not_read_of_it_sends_the_link() throws InterruptedException {
        south.clients.put("upload.north.example", request -> {
            Element outcome = request.element("outcome");
            if (outcome != null && outcome.attribute("in-band") != null) {
                outcome.remove(outcome.attribute("in-band"));
            }
            return north.hear(request);
        });
        answer();
        assertThat(phone.sessions()).isEmpty();
        assertThat(hasLink()).isTrue();
        assertThat(offer().state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void no_other_account_gets_it_whatever_the_other_service_says() throws InterruptedException {
        InBandClient carol = new InBandClient(north, "carol@south.example/phone");
        north.clients.put("carol@south.example/phone", carol);
        south.clients.put("upload.north.example", request -> {
            Element outcome = request.element("outcome");
            if (outcome != null) {
                outcome.addAttribute("in-band", "carol@south.example/phone");
            }
            return north.hear(request);
        });
        answer();
        assertThat(carol.heard).isEmpty();
        assertThat(hasLink()).as("the yes counts").isTrue();
    }

    private String announced(String from, String offer, String sender) {
        return south.iq(
                        from,
                        SOUTH,
                        "<in-band xmlns='sidestream:transfer:0' offer='" + offer + "' from='" + sender + "'/>")
                .attributeValue("type");
    }

    @Test
    void only_the_service_that_asked_says_that_a_file_comes_and_from_itself_alone() throws InterruptedException {
        String id = offer().id().value();
        String relay = "relay@upload.north.example/bot";
        assertThat(announced("upload.north.example", id, relay))
                .as("before a yes")
                .isEqualTo("error");
        south.say(PHONE, "yes");
        assertThat(announced("upload.evil.example", id, "relay@upload.evil.example/bot"))
                .isEqualTo("error");
        for (String other : new String[] {"mallory@evil.example/x", "upload.evil.example", ""}) {
            assertThat(announced("upload.north.example", id, other)).as(other).isEqualTo("error");
        }
        assertThat(announcements()).isZero();
        assertThat(announced("upload.north.example", id, relay)).isEqualTo("result");
        assertThat(announcements()).isOne();
    }

    @Test
    void a_receiver_is_told_no_more_often_than_a_file_is_tried() {
        south.say(PHONE, "yes");
        for (int i = 0; i < 10; i++) {
            assertThat(announced("upload.north.example", offer().id().value(), "relay@upload.north.example/" + i))
                    .isEqualTo("result");
        }
        assertThat(announcements()).isEqualTo(3);
    }

    @Test
    void only_the_service_that_has_a_file_says_that_it_came() throws InterruptedException {
        phone.answer = "";
        answer();
        String came = "<outcome xmlns='sidestream:transfer:0' offer='" + offer().id() + "' state='downloaded'/>";
        assertThat(south.iq("upload.evil.example", SOUTH, came).attributeValue("type"))
                .isEqualTo("error");
        assertThat(there().state()).isEqualTo(DeliveryState.ACCEPTED);
    }
}
