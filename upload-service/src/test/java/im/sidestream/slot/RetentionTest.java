package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.catalog.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    @Test
    void aRuleHoldsForItsMembersAlone() {
        Retention.Rule rule =
                new Retention.Rule(new Accounts(List.of("NORTH.example")), Map.of(Purpose.PROFILE, Duration.ofDays(1)));
        Retention retention = new Retention(List.of(rule), Map.of(Purpose.MESSAGE, Duration.ofDays(2)));
        SlotRequest request =
                new SlotRequest(Fixtures.SERVICE, "x@south.example", new FileName("a"), 1, null, Purpose.MESSAGE, null);
        Upload other = new Upload(
                Fixtures.anyId(), request, AT, UploadState.STORED, 1, "d", new Stored(1, Fixtures.DIGEST, AT));

        assertThat(retention.expiry(stored(Purpose.MESSAGE, null))).isEmpty();
        assertThat(retention.expiry(stored(Purpose.PROFILE, null))).contains(AT.plus(Duration.ofDays(1)));
        assertThat(retention.expiry(other)).contains(AT.plus(Duration.ofDays(2)));
    }

    @Test
    void aFingerprintTellsRulesApartAndNamesNobody() {
        Map<Purpose, Duration> day = Map.of(Purpose.MESSAGE, Duration.ofDays(1), Purpose.PROFILE, Duration.ofDays(2));
        Retention.Rule rule = new Retention.Rule(new Accounts(List.of("juliet@north.example")), day);
        Retention ruled = new Retention(List.of(rule), day);

        assertThat(new Retention(day).fingerprint())
                .isEqualTo(new Retention(Map.copyOf(day)).fingerprint())
                .isNotEqualTo(Retention.FOREVER.fingerprint())
                .isNotEqualTo(ruled.fingerprint());
        assertThat(ruled.fingerprint()).matches("[0-9a-f]{64}");
    }
}
