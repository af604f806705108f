package im.sidestream.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A piece of a page with gaps, written {@code {{name}}}. What fills a gap is not looked at again. */
final class Template {
    private static final Pattern GAP = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final String name;
    private final String text;

    private Template(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** Reads one of this package's own resources. */
    static Template of(String name) {
        return new Template(name, read(name));
    }

    static String read(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills every gap; one without a value is a fault of ours. */
    Html with(Map<String, Html> values) {
        Matcher gaps = GAP.matcher(text);
        StringBuilder out = new StringBuilder(text.length() * 2);
        while (gaps.find()) {
            Html value = values.get(gaps.group(1));
            if (value == null) {
                throw new IllegalArgumentException(name + " needs " + gaps.group(1));
            }
            gaps.appendReplacement(out, Matcher.quoteReplacement(value.markup()));
        }
        return Html.filled(gaps.appendTail(out).toString());
    }
}
