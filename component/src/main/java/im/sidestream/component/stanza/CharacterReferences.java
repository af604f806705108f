package im.sidestream.component.stanza;

import org.xmlpull.v1.XmlPullParserException;

/**
 * Numeric references to characters beyond the basic plane, which the pull parser cuts to sixteen bits, and to
 * characters that XML forbids, which it lets through (XML 1.0 §2.2, §4.1).
 */
final class CharacterReferences {

    private static final int LONGEST = 10;

    private CharacterReferences() {}

    /** The same text with such characters in place of their references. */
    static String expand(String text) throws XmlPullParserException {
        int at = next(text, 0);
        if (at < 0) {
            return text;
        }
        StringBuilder expanded = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = text.indexOf(';', at);
            int point = end < 0 || end - at > LONGEST ? -1 : parse(text.substring(at + 2, end));
            if (!isAllowed(point)) {
                throw new XmlPullParserException("a reference to no character");
            }
            if (point > 0xFFFF) {
                expanded.append(text, from, at).appendCodePoint(point);
                from = end + 1;
            }
            at = next(text, end);
        }
        return expanded.append(text, from, text.length()).toString();
    }

    /** Within CDATA a reference is plain text. */
    private static int next(String text, int from) {
        int at = text.indexOf("&#", from);
        int section = at < 0 ? -1 : text.indexOf("<![CDATA[", from);
        if (section < 0 || section > at) {
            return at;
        }
        int end = text.indexOf("]]>", section);
        return end < 0 ? -1 : next(text, end);
    }

    private static int parse(String digits) {
        try {
            boolean hexadecimal = digits.startsWith("x");
            return Integer.parseUnsignedInt(hexadecimal ? digits.substring(1) : digits, hexadecimal ? 16 : 10);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private static boolean isAllowed(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= ' ' && point < 0xD800)
                || (point > 0xDFFF && point < 0xFFFE)
                || (point > 0xFFFF && point <= 0x10FFFF);
    }
}
