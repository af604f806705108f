package im.sidestream.demo.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as users type them. */
class DeadlineTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-09-01T12:00:00.5Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-09-01T12:01:30Z",
        "30m, 2026-09-01T12:30:00Z",
        "2h, 2026-09-01T14:00:00Z",
        "3d, 2026-09-04T12:00:00Z",
        "2026-09-02T00:00:00Z, 2026-09-02T00:00:00Z",
        "2026-09-02T02:00:00+02:00, 2026-09-02T00:00:00Z"
    })
    void aTimeIsAMomentOrASpanFromNow(String text, String moment) throws Exception {
        assertThat(Deadline.parse(text, CLOCK)).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "h", "2w", "-2h", "tomorrow", "2026-09-02", "2026-09-02T00:00:00"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Deadline.parse(text, CLOCK))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("no time: " + text);
    }
}
