package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.catalog.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The earlier of the service's and the request's end counts. */
final class RetentionTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private static Upload stored(Purpose purpose, @Nullable Instant end) {
        SlotRequest request = Fixtures.request(Fixtures.JULIET, 1, purpose, end);
        Stored stored = new Stored(1, Fixtures.DIGEST, AT);
        return new Upload(Fixtures.anyId(), request, AT, UploadState.STORED, 1, "d", stored);
    }

    @Test
    void whatIsNotStoredHasNoEnd() {
        Upload issued = Fixtures.issued(Fixtures.JULIET, 1, AT);

        assertThat(new Retention(Map.of(Purpose.MESSAGE, Duration.ofDays(1))).expiry(issued))
                .isEmpty();
    }

    @Test
    @Requirement("P-02")
    void theTimeRunsFromTheMomentOfStoringPerPurpose() {
        Retention retention = new Retention(Map.of(Purpose.MESSAGE, Duration.ofDays(30)));

        assertThat(retention.expiry(stored(Purpose.MESSAGE, null))).contains(AT.plus(Duration.ofDays(30)));
        assertThat(retention.expiry(stored(Purpose.PROFILE, null))).isEmpty();
        assertThat(Retention.FOREVER.expiry(stored(Purpose.MESSAGE, null))).isEmpty();
    }

    @Test
    @Requirement("P-07")
    void anEphemeralFileEndsAtTheEarlierTime() {
        Retention day = new Retention(Map.of(Purpose.EPHEMERAL, Duration.ofDays(1)));
        Instant soon = AT.plusSeconds(5);
        Instant late = AT.plus(Duration.ofDays(9));

        assertThat(day.expiry(stored(Purpose.EPHEMERAL, soon))).contains(soon);
        assertThat(day.expiry(stored(Purpose.EPHEMERAL, late))).contains(AT.plus(Duration.ofDays(1)));
        assertThat(Retention.FOREVER.expiry(stored(Purpose.EPHEMERAL, late))).contains(late);
    }
}
