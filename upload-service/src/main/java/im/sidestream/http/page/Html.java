package im.sidestream.http.page;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Text that may stand in a page as it is. Whatever is not a page's own template comes in through {@link #text}, the only place
 * where characters are escaped: templates take nothing but values of this class, so that nothing goes past it.
 */
public final class Html {
    /** Nothing at all. */
    public static final Html NONE = new Html("");

    private static final int REPLACEMENT = 0xFFFD;

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /** Returns what a template was filled with; for {@link Template} alone. */
    static Html filled(String markup) {
        return new Html(markup);
    }

    /**
     * Returns text of anybody, to be shown and nothing else, in an element or in a quoted attribute. Characters that are not
     * seen but change how others are (controls, and those that turn the direction of writing) become visible.
     */
    public static Html text(String anything) {
        StringBuilder out = new StringBuilder(anything.length() + 16);
        anything.codePoints().forEach(c -> append(out, c));
        return new Html(out.toString());
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\n' -> out.append('\n');
            default -> out.appendCodePoint(isHidden(c) ? REPLACEMENT : c);
        }
    }

    /** Controls, formats such as those of Unicode's bidirectional algorithm (UAX 9 §2), line separators, halves of pairs. */
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> c != 0x200D && c != 0x200C;
            default -> false;
        };
    }

    /** Returns text of anybody as one line that does not touch the direction of what is around it. */
    public static Html isolated(String anything) {
        return new Html("<bdi>" + text(anything.replace('\n', ' ')).markup + "</bdi>");
    }

    /** Returns one after the other. */
    public static Html all(Html... parts) {
        return all(Arrays.asList(parts));
    }

    /** Returns one after the other. */
    public static Html all(List<Html> parts) {
        return new Html(parts.stream().map(part -> part.markup).collect(Collectors.joining()));
    }

    /** Returns what is sent. */
    public String markup() {
        return markup;
    }

    @Override
    public String toString() {
        return markup;
    }
}
