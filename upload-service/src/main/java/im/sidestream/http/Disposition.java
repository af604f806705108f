package im.sidestream.http;

import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import java.util.Optional;
import java.util.Set;

/**
 * How a browser may treat a file. What can carry script is never shown in the service's origin; the list is one of what is
 * allowed, so that a type nobody thought of is saved, not shown.
 */
final class Disposition {
    private static final Set<String> SHOWN = Set.of(
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/webp",
            "image/avif",
            "image/heic",
            "image/heif",
            "image/bmp",
            "image/jxl",
            "text/plain");

    /** What no browser does anything with but to save it; what is encrypted end to end mostly has the first one. */
    private static final Set<String> INERT = Set.of(
            MediaType.OCTET_STREAM.value(), "application/zip", "application/gzip", "application/x-7z-compressed");

    private Disposition() {}

    /** Returns the value of {@code Content-Disposition} (RFC 6266, with the name as RFC 8187 encodes it). */
    static String of(FileName name, MediaType type) {
        return (isShown(type.essence()) ? "inline" : "attachment") + parameters(name);
    }

    private static String parameters(FileName name) {
        return "; filename=\"" + plain(name.withoutPathSyntax()) + "\"; filename*=UTF-8''"
                + FileName.percentEncode(name.value());
    }

    /**
     * Returns the value for an answer that comes from another origin, without our policy around it: an attachment. Empty
     * for a type that could do harm if somebody opened it there after all.
     */
    static Optional<String> elsewhere(FileName name, MediaType type) {
        String essence = type.essence();
        return isShown(essence) || INERT.contains(essence)
                ? Optional.of("attachment" + parameters(name))
                : Optional.empty();
    }

    private static boolean isShown(String essence) {
        return SHOWN.contains(essence) || essence.startsWith("audio/") || essence.startsWith("video/");
    }

    /** For clients that know no RFC 8187: ASCII, with nothing that some of them would unescape. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints().forEach(c -> plain.append(isPlain(c) ? (char) c : '_'));
        return plain.toString();
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '%';
    }
}
