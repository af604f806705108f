package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask (protocol S-26, X-07). */
final class PolicyTest {
    private static SlotPolicy allowing(String... allow) {
        return new SlotPolicy(1, List.of(allow), Quota.NONE, Rate.UNLIMITED, Duration.ofMinutes(5), Retention.FOREVER);
    }

    @ParameterizedTest
    @CsvSource({
        "north.example, juliet@north.example, true",
        "NORTH.example, juliet@North.Example, true",
        "north.example, juliet@south.example, false",
        "north.example, juliet@sub.north.example, false",
        "north.example, juliet@evilnorth.example, false",
        "north.example, north.example@south.example, false",
        "*.north.example, juliet@sub.north.example, true",
        "*.north.example, juliet@north.example, false",
        "*.north.example, juliet@evilnorth.example, false",
        "juliet@north.example, juliet@north.example, true",
        "juliet@north.example, romeo@north.example, false",
        "juliet@north.example, xjuliet@north.example, false",
        "*, anyone@anywhere.example, true",
        "north.example, north.example, true",
    })
    @Requirement("S-26")
    void anEntryEntitlesWhomItNames(String entry, String jid, boolean entitled) {
        assertThat(allowing(entry).entitles(jid)).isEqualTo(entitled);
        assertThat(allowing("other.example", entry).entitles(jid)).isEqualTo(entitled);
    }

    @Test
    void anEmptyListEntitlesNobody() {
        assertThat(allowing().entitles("juliet@north.example")).isFalse();
    }

    @Test
    void nonsenseIsRefusedWhereItIsMade() {
        assertThatThrownBy(() -> new Quota(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotPolicy(
                        0, List.of(), Quota.NONE, Rate.UNLIMITED, Duration.ofMinutes(5), Retention.FOREVER))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
