package im.sidestream.component.offers;

import java.text.Normalizer;

/**
 * Texts that strangers chose, fit to stand within a sentence of ours: one line that cannot be read as another one, nothing
 * that turns or hides what stands around it, no quotation mark that would end ours, and not for ever.
 */
public final class SafeText {

    /** Of a file's name. */
    public static final int NAME = 120;
    /** Of a sender's note. */
    public static final int NOTE = 1_000;

    /** Accents on one letter; more of them cover the lines around. */
    private static final int MARKS = 3;

    private static final String QUOTES = "\"“”„‟«»‹›＂〝〞";
    /** Letters that show nothing. */
    private static final String BLANKS = "\u115F\u1160\u3164\uFFA0\u2800";

    private final StringBuilder out = new StringBuilder();
    private boolean space;
    private int marks;

    private SafeText() {}

    /**
     * Returns the text as one line.
     *
     * @param longest code points; what is cut off is told by three dots
     */
    public static String line(String text, int longest) {
        SafeText safe = new SafeText();
        int[] points =
                Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (safe.out.codePointCount(0, safe.out.length()) >= longest) {
                return safe.out.append('…').toString();
            }
            safe.add(points[i]);
        }
        return safe.out.toString();
    }

    private void add(int c) {
        if (isSpace(c)) {
            space = !out.isEmpty();
            return;
        }
        if (space) {
            out.append(' ');
            space = false;
        }
        if (isMark(c)) {
            if (++marks <= MARKS) {
                out.appendCodePoint(c);
            }
            return;
        }
        marks = 0;
        out.appendCodePoint(QUOTES.indexOf(c) >= 0 ? '’' : isVisible(c) ? c : '_');
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> BLANKS.indexOf(c) < 0;
        };
    }
}
