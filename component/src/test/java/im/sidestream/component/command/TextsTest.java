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
                                .format(new Object[] {1, 2, 3, 4, 5, 6}))
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
        Refusal until = Refusal.until(Instant.parse("2026-08-30T09:14:59.001Z"), Reason.RATE_EXCEEDED, "x");
        assertThat(RefusalErrors.of(until, "urn:x", "de").text()).contains("30.08.2026", "09:15:00 UTC");
        assertThat(RefusalErrors.ofFailure(new IllegalStateException("inside"), "urn:x", "de")
                        .text())
                .contains("antwortet gerade nicht")
                .doesNotContain("inside");
    }

    /** Which limit, how much it is and when it is over: the reason alone does not say it. */
    @Test
    void what_a_refusal_is_about_is_told_in_every_language() {
        Refusal domain = Refusal.until(Instant.parse("2026-08-31T09:00:00Z"), Reason.QUOTA_EXCEEDED, "Own words.")
                .about("domain", "south.example", 5000L, 4999L);
        assertThat(RefusalErrors.of(domain, "urn:x", "de").text())
                .isEqualTo("Alle Nutzer von south.example zusammen dürfen hier am Tag 5.000 Empfänger nennen und haben"
                        + " 4.999 genannt. So viele weitere passen nach dem 31.08.2026, 09:00:00 UTC.");
        assertThat(RefusalErrors.of(domain, "urn:x", "en").text())
                .startsWith("All users of south.example together may name 5,000 receivers a day here, and have named"
                        + " 4,999. So many more fit after Aug 31, 2026, 9:00:00 AM UTC");
        Refusal rooms = Refusal.of(Reason.QUOTA_EXCEEDED, "Höchstens 5 Räume.").about("said");
        assertThat(RefusalErrors.of(rooms, "urn:x", "de").text()).isEqualTo("Höchstens 5 Räume.");
        Refusal unheardOf = Refusal.of(Reason.NOT_FOUND, "Own words.").about("nothing");
        assertThat(RefusalErrors.of(unheardOf, "urn:x", "en").text()).isEqualTo("Own words.");
    }
}
