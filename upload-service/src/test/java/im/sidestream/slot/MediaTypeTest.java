package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types (RFC 9110 §8.3.1; protocol S-11). */
final class MediaTypeTest {
    @ParameterizedTest
    @ValueSource(strings = {"image/jpeg", "text/plain; charset=utf-8", "application/vnd.a.b+xml", "X/y;", " a/b "})
    void wellFormedTypesAreRead(String text) {
        assertThat(MediaType.parse(text))
                .hasValueSatisfying(type -> assertThat(type.value()).isEqualTo(text.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "image",
                "image/",
                "/jpeg",
                "a b/c",
                "a/b c",
                "a/b/c",
                "a/b\r\nX: y",
                "a/b;c=\nd",
                "ä/b",
                "a,/b"
            })
    @Requirement("S-11")
    void malformedTypesAreNone(String text) {
        assertThat(MediaType.parse(text)).isEmpty();
        assertThatThrownBy(() -> new MediaType(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOverlongTypeIsNone() {
        assertThat(MediaType.parse("a/" + "b".repeat(253))).isPresent();
        assertThat(MediaType.parse("a/" + "b".repeat(254))).isEmpty();
    }

    @Test
    void parametersAndCaseDoNotCount() {
        MediaType type = new MediaType("Text/HTML ; charset=utf-8");

        assertThat(type.essence()).isEqualTo("text/html");
        assertThat(type.sameAs(new MediaType("text/html"))).isTrue();
        assertThat(type.sameAs(new MediaType("text/htm"))).isFalse();
    }

    @Test
    void aSecondTypeBehindACommaIsRefusedSinceBrowsersHeedIt() {
        assertThat(MediaType.parse("image/png; a=b, text/html")).isEmpty();
    }
}
