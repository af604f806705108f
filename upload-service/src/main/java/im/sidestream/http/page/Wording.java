package im.sidestream.http.page;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What pages say, in one language. */
public final class Wording {
    private static final Locale STANDARD = Locale.ENGLISH;
    private static final Pattern GAP = Pattern.compile("\\{([0-9])}");
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};
    private static final int THOUSAND = 1000;
    private static final Map<String, Wording> KNOWN =
            Map.of("en", new Wording(STANDARD), "de", new Wording(Locale.GERMAN));

    private final Locale locale;
    private final ResourceBundle phrases;

    private Wording(Locale locale) {
        this.locale = locale;
        ResourceBundle.Control exact =
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        this.phrases = ResourceBundle.getBundle("im.sidestream.http.page.texts", locale, exact);
    }

    /** Returns the first of these languages (RFC 4647 §3.4) that there is, else English. */
    public static Wording of(List<String> languages) {
        for (String range : languages) {
            Wording wording = KNOWN.get(range.replaceFirst("[-;].*", "").strip().toLowerCase(Locale.ROOT));
            if (wording != null) {
                return wording;
            }
        }
        return of(List.of("en"));
    }

    /** Returns the tag of the language (BCP 47). */
    public String language() {
        return locale.toLanguageTag();
    }

    /** Says a phrase, with these in its gaps. */
    public Html say(String key, Html... values) {
        Matcher gaps = GAP.matcher(phrases.getString(key));
        StringBuilder plain = new StringBuilder();
        java.util.ArrayList<Html> parts = new java.util.ArrayList<>();
        while (gaps.find()) {
            plain.setLength(0);
            gaps.appendReplacement(plain, "");
            parts.add(Html.text(plain.toString()));
            parts.add(values[Integer.parseInt(gaps.group(1))]);
        }
        plain.setLength(0);
        parts.add(Html.text(gaps.appendTail(plain).toString()));
        return Html.all(parts);
    }

    Html number(long number) {
        return Html.text(NumberFormat.getIntegerInstance(locale).format(number));
    }

    /** Says how large a file is, as people say it. */
    Html size(long bytes) {
        if (bytes < THOUSAND) {
            return say("size.bytes", number(bytes));
        }
        double rest = bytes;
        int unit = -1;
        while (rest >= THOUSAND && unit < UNITS.length - 1) {
            rest /= THOUSAND;
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(1);
        return Html.text(format.format(rest) + "\u00A0" + UNITS[unit]);
    }

    /** Says when: the service does not know where its readers are. */
    Html time(Instant moment) {
        String words = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(locale)
                .withZone(ZoneOffset.UTC)
                .format(moment);
        return TIME.with(Map.of(
                "machine", Html.text(moment.toString()), "words", Html.text(words.replace('\u202F', ' ') + " UTC")));
    }

    private static final Template TIME = Template.of("time.html");
}
