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
        health.started();

        assertThat(health.report()).isEqualTo(new Health.Report(false, "store: disk on fire\n"));
        problem.set(Optional.empty());
        assertThat(health.report()).isEqualTo(new Health.Report(true, "store: ok\n"));
    }

    @Test
    void whatIsOnlyToldDecidesNothing() {
        health.tell("xmpp", () -> "refused");
        health.started();

        assertThat(health.report()).isEqualTo(new Health.Report(true, "xmpp: refused\n"));
    }

    @Test
    void nothingIsReadyBeforeEverythingHasStarted() {
        health.need("store", Optional::empty);

        assertThat(health.report()).isEqualTo(new Health.Report(false, "starting\nstore: ok\n"));
    }

    @Test
    void partsMayBeAddedWhileSomebodyAsks() {
        health.need("catalog", () -> {
            health.need("store", Optional::empty);
            return Optional.empty();
        });
        health.started();

        assertThat(health.report().ready()).isTrue();
        assertThat(health.report().text()).contains("store: ok\n");
    }

    @Test
    void drainingIsUnready() {
        health.started();
        health.drain();

        assertThat(health.report()).isEqualTo(new Health.Report(false, "draining\n"));
    }
}
