package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How soon a dead link is known. */
class StreamTimesTest {

    @ParameterizedTest
    @CsvSource({"PT1H, PT20S", "PT60S, PT20S", "PT20S, PT20S", "PT5S, PT5S", "PT2S, PT2S", "PT0.5S, PT2S"})
    @Requirement("K-54")
    void an_answer_is_waited_for_no_longer_than_the_silence_but_two_seconds(Duration every, Duration answer) {
        StreamTimes usual = StreamTimes.defaults();
        assertThat(usual.withPing(every))
                .isEqualTo(new StreamTimes(
                        usual.connect(),
                        usual.handshake(),
                        every,
                        answer,
                        usual.write(),
                        usual.answer(),
                        usual.retryFirst(),
                        usual.retryMost()));
    }
}
