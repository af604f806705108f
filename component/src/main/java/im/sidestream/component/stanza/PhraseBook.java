package im.sidestream.component.stanza;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.jspecify.annotations.Nullable;

/**
 * Texts for people in every language that there is (RFC 6120 §8.1.5): one bundle of properties in UTF-8 for each, the one
 * without a suffix being English.
 */
public final class PhraseBook {

    /** The languages that every bundle has. */
    public static final List<String> LANGUAGES = List.of("en", "de");

    private static final QName LANG = new QName("lang", Namespace.XML_NAMESPACE);

    private final Map<String, Phrases> byLanguage = new HashMap<>();
    private final Phrases english;

    /**
     * Reads the bundles of a name.
     *
     * @param loader where the bundles lie
     */
    public PhraseBook(String bundle, ClassLoader loader) {
        ResourceBundle.Control exact =
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        for (String language : LANGUAGES) {
            Locale locale = Locale.forLanguageTag(language);
            Locale suffix = locale.equals(Locale.ENGLISH) ? Locale.ROOT : locale;
            byLanguage.put(language, new Phrases(locale, ResourceBundle.getBundle(bundle, suffix, loader, exact)));
        }
        english = Objects.requireNonNull(byLanguage.get(Locale.ENGLISH.getLanguage()));
    }

    /**
     * The texts for somebody who reads this language; English where there is no better one.
     *
     * @param tag a language tag such as {@code de-AT}, or null for none
     */
    public Phrases in(@Nullable String tag) {
        if (tag == null) {
            return english;
        }
        int end = tag.indexOf('-');
        String language = (end < 0 ? tag : tag.substring(0, end)).toLowerCase(Locale.ROOT);
        return byLanguage.getOrDefault(language, english);
    }

    /** The texts for the sender of a stanza, as its {@code xml:lang} says. */
    public Phrases in(Element stanza) {
        return in(language(stanza));
    }

    /** The {@code xml:lang} of an element, null for none. */
    public static @Nullable String language(Element element) {
        return element.attributeValue(LANG);
    }

    /** Says in which language the texts of an element are. */
    public static Element mark(Element element, Phrases phrases) {
        return element.addAttribute(LANG, phrases.language());
    }
}
