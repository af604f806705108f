package im.sidestream.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every language says everything, with the same gaps. */
final class WordingTest {
    @Test
    void everyLanguageSaysEverything() throws IOException {
        Properties english = read("texts.properties");
        Properties german = read("texts_de.properties");
        assertThat(german.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(gaps(german.getProperty(key))).as(key).isEqualTo(gaps(english.getProperty(key)));
            assertThat(german.getProperty(key)).as(key).isNotBlank();
        }
        for (DeliveryState state : DeliveryState.values()) {
            assertThat(english.stringPropertyNames()).contains("state." + state.word());
        }
    }

    private static Set<String> gaps(String phrase) {
        Set<String> found = new TreeSet<>();
        java.util.regex.Pattern.compile("\\{[0-9]}").matcher(phrase).results().forEach(gap -> found.add(gap.group()));
        return found;
    }

    private static Properties read(String name) throws IOException {
        Properties texts = new Properties();
        try (var in = Objects.requireNonNull(Wording.class.getResourceAsStream(name))) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return texts;
    }

    @Test
    void sizesAreSaidAsPeopleSayThem() {
        Wording english = Wording.of(List.of("en"));
        assertThat(english.size(0).markup()).isEqualTo("0 bytes");
        assertThat(english.size(999).markup()).isEqualTo("999 bytes");
        assertThat(english.size(1_000).markup()).isEqualTo("1\u00A0kB");
        assertThat(english.size(1_250_000).markup()).isEqualTo("1.2\u00A0MB");
        assertThat(english.size(5_000_000_000_000_000L).markup()).isEqualTo("5,000\u00A0TB");
        assertThat(Wording.of(List.of("de")).size(1_250_000).markup()).isEqualTo("1,2\u00A0MB");
    }

    @Test
    void timesSayTheirZone() {
        Instant noon = Instant.parse("2026-09-01T12:00:00Z");
        assertThat(Wording.of(List.of("en")).time(noon).markup())
                .startsWith("<time datetime=\"2026-09-01T12:00:00Z\">September 1, 2026")
                .endsWith("12:00 PM UTC</time>");
        assertThat(Wording.of(List.of("de")).time(noon).markup()).contains("1. September 2026", "12:00 UTC");
    }
}
