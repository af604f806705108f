package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.sidestream.Requirement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Requests are counted per owner and window (protocol S-23, K-63). */
final class RateLimitTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Rate TWO_A_MINUTE = new Rate(2, Duration.ofMinutes(1));

    private final RateLimit limit = new RateLimit();

    private void granted(String owner, Rate rate, Instant now) {
        assertThatCode(() -> limit.count(owner, rate, now)).doesNotThrowAnyException();
    }

    private Instant refused(String owner, Instant now) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> limit.count(owner, TWO_A_MINUTE, now));
        assertThat(refusal.reason()).isEqualTo(Reason.RATE_EXCEEDED);
        return refusal.retryAt().orElseThrow();
    }

    @Test
    @Requirement({"S-23", "K-63"})
    void theThirdRequestInAWindowWaitsForItsEnd() {
        granted("juliet", TWO_A_MINUTE, NOW);
        granted("juliet", TWO_A_MINUTE, NOW.plusSeconds(59));

        assertThat(refused("juliet", NOW.plusSeconds(59))).isEqualTo(NOW.plusSeconds(60));
        granted("romeo", TWO_A_MINUTE, NOW.plusSeconds(59));
        granted("juliet", TWO_A_MINUTE, NOW.plusSeconds(60));
        granted("juliet", TWO_A_MINUTE, NOW.plusSeconds(61));
        assertThat(refused("juliet", NOW.plusSeconds(62))).isEqualTo(NOW.plusSeconds(120));
    }

    @Test
    void anotherRateBeginsAnew() {
        granted("juliet", TWO_A_MINUTE, NOW);
        granted("juliet", TWO_A_MINUTE, NOW);
        refused("juliet", NOW);

        granted("juliet", new Rate(1, Duration.ofHours(1)), NOW);
    }

    @Test
    void noRateRefusesNobody() {
        for (int i = 0; i < 1000; i++) {
            granted("juliet", Rate.UNLIMITED, NOW);
        }
    }
}
