package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 6120 §8.3.3.15: a domain that never was there is told from one that starts anew, by time alone. */
class StrangersTest {

    private static final String THERE = "south.example";
    private static final Instant NOON = Instant.parse("2026-08-30T12:00:00Z");

    @TempDir
    private Path directory;

    private final Strangers strangers = new Strangers();

    private void missed(int... minutes) {
        for (int minute : minutes) {
            strangers.missed(THERE, NOON.plus(Duration.ofMinutes(minute)));
        }
    }

    @Test
    void a_domain_that_four_looks_in_half_an_hour_did_not_find_is_nobody() {
        missed(0, 1, 5, 30);
        assertThat(strangers.isNobody(THERE)).isTrue();
        assertThat(strangers.isNobody("east.example")).isFalse();
    }

    @Test
    void few_looks_or_little_time_say_nothing() {
        missed(0, 1, 60);
        assertThat(strangers.isNobody(THERE)).isFalse();
        strangers.met(THERE);
        missed(0, 1, 2, 3, 4, 5, 29);
        assertThat(strangers.isNobody(THERE)).isFalse();
    }

    @Test
    void who_answered_once_is_away() {
        strangers.met(THERE);
        missed(0, 1, 5, 30, 60);
        assertThat(strangers.isNobody(THERE)).isFalse();
    }

    @Test
    void who_answers_after_all_is_somebody() {
        missed(0, 1, 5, 30);
        strangers.met(THERE);
        assertThat(strangers.isNobody(THERE)).isFalse();
    }

    @Test
    void looks_of_another_day_do_not_count() {
        missed(0, 1, 5, 30, 120);
        assertThat(strangers.isNobody(THERE)).isFalse();
    }

    @Test
    void more_domains_than_are_remembered_are_no_harm() {
        missed(0, 1, 5, 30);
        for (int i = 0; i < 5_000; i++) {
            strangers.missed("x" + i + ".example", NOON);
        }
        assertThat(strangers.isNobody(THERE)).isFalse();
    }

    private DeliveryState afterAnHour(OfferFixture fixture) throws InterruptedException {
        fixture.failing.put(THERE, "remote-server-not-found");
        SlotId file = fixture.files.add(fixture.owner("alice@example.org"), "minutes.txt", "text/plain");
        fixture.say("alice@example.org/desk", "send " + file + " to bob@" + THERE);
        for (int minute = 0; minute < 60; minute++) {
            fixture.run();
            fixture.pass(Duration.ofMinutes(1));
        }
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
                .get(0)
                .state();
    }

    @Test
    void users_of_a_misspelled_domain_are_unreachable_within_the_hour() throws InterruptedException {
        try (OfferFixture fixture = new OfferFixture(directory, "upload.example.org")) {
            assertThat(afterAnHour(fixture)).isEqualTo(DeliveryState.UNREACHABLE);
        }
    }

    @Test
    void users_of_a_domain_that_was_there_are_waited_for() throws InterruptedException {
        try (OfferFixture fixture = new OfferFixture(directory, "upload.example.org")) {
            fixture.work.peers().find(THERE).join();
            fixture.pass(Duration.ofHours(2));
            assertThat(afterAnHour(fixture)).isEqualTo(DeliveryState.PENDING);
        }
    }

    @Test
    void users_of_a_server_that_only_is_slow_are_waited_for() throws InterruptedException {
        try (OfferFixture fixture = new OfferFixture(directory, "upload.example.org")) {
            fixture.failing.put(THERE, "timeout");
            for (int i = 0; i < 5; i++) {
                fixture.work.peers().find(THERE).join();
                fixture.pass(Duration.ofMinutes(10));
            }
            assertThat(fixture.work.peers().isNobody(THERE, fixture.now)).isFalse();
        }
    }

    /** The process before this one may have known the domain: what it left unsaid is waited for as if it had. */
    @Test
    void what_was_ordered_before_a_restart_is_waited_for() throws InterruptedException {
        try (OfferFixture fixture = new OfferFixture(directory, "upload.example.org")) {
            Instant began = fixture.now;
            fixture.failing.put(THERE, "remote-server-not-found");
            for (int i = 0; i < 5; i++) {
                fixture.work.peers().find(THERE).join();
                fixture.pass(Duration.ofMinutes(10));
            }
            assertThat(fixture.work.peers().isNobody(THERE, began.minusSeconds(1)))
                    .isFalse();
            assertThat(fixture.work.peers().isNobody(THERE, began)).isTrue();
        }
    }
}
