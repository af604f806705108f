package im.sidestream.slot;

import java.nio.charset.StandardCharsets;

/**
 * The name a sender gave a file, kept as it came. It is metadata alone: no path on any store is made of it.
 *
 * @param value the true name; not empty, at most {@value #MAX_BYTES} bytes in UTF-8
 */
public record FileName(String value) {
    /** The longest name accepted, in UTF-8 bytes: four times what common file systems allow. */
    public static final int MAX_BYTES = 1024;

    private static final int MAX_ENCODED = 200;
    private static final int MAX_EXTENSION = 40;
    private static final String UNRESERVED = "-._~";

    public FileName {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a file name is empty");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("a file name is longer than " + MAX_BYTES + " bytes");
        }
    }

    /**
     * Returns the last path segment that decorates a link: the name percent-encoded (RFC 3986 §2.1), separators and
     * controls as {@code _}, cut to {@value #MAX_ENCODED} characters with the extension kept, since clients guess types
     * by it.
     */
    public String pathSegment() {
        String plain = withoutPathSyntax();
        String whole = encode(plain, Integer.MAX_VALUE);
        if (whole.length() <= MAX_ENCODED) {
            return whole;
        }
        String extension = extension(plain);
        String stem = plain.substring(0, plain.length() - extension.length());
        String encodedExtension = encode(extension, MAX_EXTENSION);
        return encode(stem, MAX_ENCODED - encodedExtension.length()) + encodedExtension;
    }

    /** Returns the name with path separators, NUL and control characters as {@code _}, and no dot-only name. */
    public String withoutPathSyntax() {
        StringBuilder plain = new StringBuilder(value.length());
        value.codePoints().forEach(c -> plain.appendCodePoint(isHarmless(c) ? c : '_'));
        boolean dotsOnly = plain.chars().allMatch(c -> c == '.');
        return dotsOnly ? "_".repeat(plain.length()) : plain.toString();
    }

    /** Returns {@code text} percent-encoded whole, for example for RFC 8187 parameters. */
    public static String percentEncode(String text) {
        return encode(text, Integer.MAX_VALUE);
    }

    private static boolean isHarmless(int c) {
        return c != '/' && c != '\\' && !Character.isISOControl(c);
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        boolean real = dot > 0 && encode(name.substring(dot), Integer.MAX_VALUE).length() <= MAX_EXTENSION;
        return real ? name.substring(dot) : "";
    }

    /** Encodes whole code points for as long as they fit into {@code limit} characters. */
    private static String encode(String text, int limit) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int before = out.length();
            append(out, c);
            if (out.length() > limit) {
                out.setLength(before);
                break;
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (isUnreserved(c)) {
            out.append((char) c);
            return;
        }
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            out.append('%');
            out.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)));
            out.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
        }
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
