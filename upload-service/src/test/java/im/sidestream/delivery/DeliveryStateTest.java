package im.sidestream.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The states of design.md §3 and protocol.md §4(b), and which may follow which. */
final class DeliveryStateTest {
    private static final Set<DeliveryState> FINAL = EnumSet.of(
            DeliveryState.DECLINED,
            DeliveryState.NO_ANSWER,
            DeliveryState.UNREACHABLE,
            DeliveryState.DOWNLOADED,
            DeliveryState.EXPIRED,
            DeliveryState.WITHDRAWN,
            DeliveryState.FAILED);

    @ParameterizedTest
    @CsvSource({
        "PENDING, ACCEPTED DECLINED NO_ANSWER UNREACHABLE EXPIRED WITHDRAWN FAILED",
        "ACCEPTED, DECLINED SENT DELIVERED DOWNLOADED EXPIRED WITHDRAWN FAILED",
        "SENT, DELIVERED DOWNLOADED EXPIRED WITHDRAWN FAILED",
        "DELIVERED, DOWNLOADED EXPIRED WITHDRAWN FAILED"
    })
    void aStateIsLeftForTheseAlone(DeliveryState state, String next) {
        Set<DeliveryState> allowed = EnumSet.noneOf(DeliveryState.class);
        for (String name : next.split(" ", -1)) {
            allowed.add(DeliveryState.valueOf(name));
        }
        for (DeliveryState other : DeliveryState.values()) {
            assertThat(state.mayBecome(other)).as(state + " to " + other).isEqualTo(allowed.contains(other));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingFollowsAFinalState(DeliveryState state) {
        assertThat(state.isFinal()).isEqualTo(FINAL.contains(state));
        assertThat(state.mayBecome(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sourcesAreTheStatesItMayComeFrom(DeliveryState state) {
        for (DeliveryState from : DeliveryState.values()) {
            assertThat(state.sources().contains(from)).isEqualTo(from.mayBecome(state));
        }
    }

    /** Nobody who was not asked, or said no, ever comes to have the file. */
    @Test
    void theFileComesAfterAYesAlone() {
        assertThat(DeliveryState.SENT.sources()).containsExactly(DeliveryState.ACCEPTED);
        assertThat(DeliveryState.PENDING.sources()).isEmpty();
        assertThat(DeliveryState.ACCEPTED.sources()).containsExactly(DeliveryState.PENDING);
        assertThat(DeliveryState.DOWNLOADED.sources())
                .containsExactly(DeliveryState.ACCEPTED, DeliveryState.SENT, DeliveryState.DELIVERED);
    }

    @Test
    void wordsAreThoseOfTheProtocol() {
        assertThat(DeliveryState.NO_ANSWER.word()).isEqualTo("no-answer");
        assertThat(DeliveryState.DOWNLOADED.word()).isEqualTo("downloaded");
    }
}
