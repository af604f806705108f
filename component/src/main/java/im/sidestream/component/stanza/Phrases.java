package im.sidestream.component.stanza;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** Texts in one language. */
public final class Phrases {

    private final Locale locale;
    private final ResourceBundle bundle;

    Phrases(Locale locale, ResourceBundle bundle) {
        this.locale = locale;
        this.bundle = bundle;
    }

    /** The text of this key with its arguments filled in. */
    public String text(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    /** Whether there is a text of this key. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** The language as {@code xml:lang} spells it. */
    public String language() {
        return locale.toLanguageTag();
    }

    /** How numbers and dates are written. */
    public Locale locale() {
        return locale;
    }

    /** Whether these are the English texts, which every refusal brings along. */
    public boolean isEnglish() {
        return locale.equals(Locale.ENGLISH);
    }
}
