package im.sidestream.component.command;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xmpp.packet.IQ;

/** Texts are there in every language, with the same arguments (RFC 6120 §8.1.5, XEP-0050 §3.6). */
class TextsTest {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)[,}]");

    private static Properties bundle(String name) throws IOException {
        Properties texts = new Properties();
        String path = "/" + name.replace('.', '/') + ".properties";
        try (InputStream in = TextsTest.class.getResourceAsStream(path)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static Set<String> arguments(String text) {
        return ARGUMENT.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(match -> match.substring(1, 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {Texts.BUNDLE, "im.sidestream.component.offers.texts", "im.sidestream.component.stanza.refusals"})
    void every_language_has_every_text_with_the_same_arguments(String name) throws IOException {
        Properties english = bundle(name);
        for (String language : PhraseBook.LANGUAGES) {
            Properties texts = language.equals("en") ? english : bundle(name + "_" + language);
            assertThat(texts.stringPropertyNames()).as(language).isEqualTo(english.stringPropertyNames());
            for (String key : english.stringPropertyNames()) {
                String text = texts.getProperty(key);
                assertThat(text)
                        .as("%s: an apostrophe would be swallowed", key)
                        .isNotBlank()
                        .doesNotContain("'");
                assertThat(arguments(text))
                        .as("%s in %s", key, language)
                        .isEqualTo(arguments(english.getProperty(key)));
                assertThat(new MessageFormat(text, Locale.forLanguageTag(language))
                                .format(new Object[] {1, 2, 3, 4, 5}))
                        .doesNotContain("{");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void every_refusal_is_told_in_the_language_of_the_request_and_in_its_own_words_in_english(Reason reason) {
        Refusal refusal = Refusal.until(Instant.parse("2026-08-30T09:15:00Z"), reason, "Own words.");
        IQ request = new IQ(IQ.Type.get);
        request.setFrom("alice@example.org/a");
        request.setTo("upload.example.org");
        String german = RefusalErrors.of(refusal, "urn:x", "de").answer(request).toXML();
        assertThat(german).contains("xml:lang=\"de\"", "stamp=\"2026-08-30T09:15:00Z\"");
        if (reason != Reason.INVALID_REQUEST) {
            assertThat(german).doesNotContain("Own words.");
        }
        assertThat(RefusalErrors.of(refusal, "urn:x", "pt-BR").answer(request).toXML())
                .contains("xml:lang=\"en\"", "Own words.");
    }

    @Test
    void limits_and_times_are_told_in_every_language() {
        assertThat(RefusalErrors.of(Refusal.tooLarge(1000), "urn:x", "de-AT").text())
                .isEqualTo("Die Grenze liegt bei 1000 Bytes.");
        Refusal until = Refusal.until(Instant.parse("2026-08-30T09:15:00Z"), Reason.RATE_EXCEEDED, "x");
        assertThat(RefusalErrors.of(until, "urn:x", "de").text()).contains("30.08.2026", "09:15:00 UTC");
        assertThat(RefusalErrors.ofFailure(new IllegalStateException("inside"), "urn:x", "de")
                        .text())
                .contains("antwortet gerade nicht")
                .doesNotContain("inside");
    }
}
