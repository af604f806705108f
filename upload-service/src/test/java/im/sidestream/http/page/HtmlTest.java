package im.sidestream.http.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody wrote is text in a page, and nothing else (HTML §13.1.2.6, UAX 9 §2). */
final class HtmlTest {
    @Test
    void markupIsEscaped() {
        assertThat(Html.text("<a href=\"x\" title='y'>&amp;</a>").markup())
                .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0008", "\u001b", "\u007f", "\u0085", "\r", "\u200E", "\u200F", "\u202A", "\u202B",
                        "\u202C",
                "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\u061C", "\u2028", "\u2029", "\uFEFF",
                        "\uD800"
            })
    void whatIsNotSeenBecomesVisible(String hidden) {
        assertThat(Html.text("a" + hidden + "b").markup()).isEqualTo("a\uFFFDb");
    }

    /** Joiners are part of how people write: in families of emoji, and in Persian and Hindi words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uD83D\uDC68\u200D\uD83D\uDC69",
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
                "Größe",
                "文件",
                "a\nb"
            })
    void whatPeopleWriteStays(String text) {
        assertThat(Html.text(text).markup()).isEqualTo(text);
    }

    @Test
    void aNameIsOneLineOfItsOwn() {
        assertThat(Html.isolated("a\nb<").markup()).isEqualTo("<bdi>a b&lt;</bdi>");
    }

    @Test
    void whatFillsAGapIsNotLookedAtAgain() {
        Template time = Template.of("time.html");
        Map<String, Html> values = Map.of("machine", Html.text("{{words}} $1 \\"), "words", Html.text("{{machine}}"));
        assertThat(time.with(values).markup()).isEqualTo("<time datetime=\"{{words}} $1 \\\">{{machine}}</time>");
    }

    @Test
    void aGapWithoutAValueIsAFault() {
        assertThatThrownBy(() -> Template.of("time.html").with(Map.of("words", Html.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("machine");
    }
}
