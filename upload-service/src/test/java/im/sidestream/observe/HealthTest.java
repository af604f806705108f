package im.sidestream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void aBrokenNeededPartMakesItUnreadyUntilItRecovers() {
        AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.of("disk on fire"));
        health.need("store", problem::get);

        assertThat(health.report()).isEqualTo(new Health.Report(false, "store: disk on fire\n"));
        problem.set(Optional.empty());
        assertThat(health.report()).isEqualTo(new Health.Report(true, "store: ok\n"));
    }

    @Test
    void whatIsOnlyToldDecidesNothing() {
        health.tell("xmpp", () -> "refused");

        assertThat(health.report()).isEqualTo(new Health.Report(true, "xmpp: refused\n"));
    }

    @Test
    void drainingIsUnready() {
        health.drain();

        assertThat(health.report()).isEqualTo(new Health.Report(false, "draining\n"));
    }
}
