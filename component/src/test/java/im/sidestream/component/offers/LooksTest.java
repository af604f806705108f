package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offers wait for what a domain says of itself (XEP-0030), which takes time, and that is no attempt; design.md §4.17. */
class LooksTest {

    private static final String ALICE = "alice@north.example";
    private static final String BOB = "bob@south.example";
    private static final String SERVER = "south.example";
    private static final String SERVICE = "upload.south.example";
    private static final String SILENCE = "silence";

    @TempDir
    private Path directory;

    private OfferFixture north;
    private OfferFixture south;

    @BeforeEach
    void open() {
        north = new OfferFixture(directory, "upload.north.example");
        south = new OfferFixture(directory, SERVICE);
        north.peers.put(SERVER, south);
        south.peers.put("north.example", north);
    }

    @AfterEach
    void close() {
        north.close();
        south.close();
    }

    private void order(String receivers) {
        SlotId file = north.files.add(north.owner(ALICE), "minutes.txt", "text/plain");
        north.say(ALICE + "/desk", "send " + file + " to " + receivers);
    }

    /** Second by second. */
    private void wait(Duration time) throws InterruptedException {
        for (long i = 0; i < time.toSeconds(); i++) {
            for (OfferFixture each : new OfferFixture[] {north, south}) {
                each.pump.round();
                each.pass(Duration.ofSeconds(1));
            }
        }
    }

    private DeliveryState state() {
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
                .get(0)
                .state();
    }

    @Test
    void a_server_that_is_silent_for_some_seconds_costs_one_attempt() throws InterruptedException {
        north.failing.put(SERVER, SILENCE);
        order(BOB);
        wait(Duration.ofSeconds(12));
        assertThat(south.to(BOB)).isEmpty();
        north.failing.clear();
        wait(Duration.ofMinutes(1));
        assertThat(south.to(BOB)).as("after 15 and 30 seconds").hasSize(1);
    }

    /** RFC 6120 §8.3.3.15; the pauses up to the twelfth attempt are four hours. */
    @Test
    void a_server_that_is_down_for_more_than_two_hours_ends_nothing() throws InterruptedException {
        north.work.peers().find(SERVER).join();
        north.pass(Duration.ofDays(2));
        north.failing.put(SERVER, "remote-server-not-found");
        order(BOB);
        wait(Duration.ofMinutes(210));
        assertThat(state()).isEqualTo(DeliveryState.PENDING);
        north.failing.clear();
        wait(Duration.ofMinutes(61));
        assertThat(south.to(BOB)).hasSize(1);
    }

    @Test
    void a_server_that_stays_down_ends_what_is_for_it_after_four_hours() throws InterruptedException {
        north.work.peers().find(SERVER).join();
        north.pass(Duration.ofDays(2));
        north.failing.put(SERVER, "remote-server-not-found");
        order(BOB);
        wait(Duration.ofMinutes(250));
        assertThat(state()).isEqualTo(DeliveryState.UNREACHABLE);
    }

    @Test
    void a_service_that_is_silent_is_looked_for_once_more_some_ten_seconds_later() throws InterruptedException {
        north.failing.put(SERVICE, SILENCE);
        order(BOB);
        wait(Duration.ofSeconds(15));
        north.failing.clear();
        wait(Duration.ofSeconds(20));
        assertThat(south.to(BOB)).hasSize(1);
        assertThat(north.to(BOB)).as("nobody is asked by two").isEmpty();
    }

    @Test
    void where_a_service_stays_silent_receivers_are_asked_directly_within_a_minute() throws InterruptedException {
        north.failing.put(SERVICE, SILENCE);
        order(BOB);
        wait(Duration.ofSeconds(20));
        assertThat(north.to(BOB)).isEmpty();
        wait(Duration.ofSeconds(40));
        assertThat(north.to(BOB)).hasSize(1);
    }

    /** One offer leaves in five seconds, and so does one question. */
    @Test
    void what_waits_for_an_answer_keeps_no_other_offer_from_going() throws InterruptedException {
        north.close();
        north = new OfferFixture(directory, "upload.north.example", 0.2);
        north.peers.put(SERVER, south);
        north.failing.put("silent.example", SILENCE);
        order(IntStream.range(0, 5)
                .mapToObj(i -> "user" + i + "@silent.example")
                .collect(Collectors.joining(" ", "", " " + BOB)));
        wait(Duration.ofSeconds(16));
        assertThat(south.to(BOB)).hasSize(1);
    }
}
