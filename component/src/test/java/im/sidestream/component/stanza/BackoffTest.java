package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pauses double, spread, and end at the cap. */
class BackoffTest {

    @Test
    void each_pause_lies_in_the_upper_half_of_a_span_that_doubles_up_to_the_cap() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        for (int round = 0; round < 2; round++) {
            for (long span : new long[] {100, 200, 400, 800, 1000, 1000, 1000}) {
                assertThat(backoff.next()).isBetween(Duration.ofMillis(span / 2), Duration.ofMillis(span));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            }
            backoff.reset();
        }
    }

    @Test
    void two_components_do_not_come_back_together() {
        Backoff one = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        Backoff two = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(2));
        assertThat(one.next()).isNotEqualTo(two.next());
    }
}
