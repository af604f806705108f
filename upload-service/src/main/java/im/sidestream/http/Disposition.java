package im.sidestream.http;

import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
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

    private Disposition() {}

    /** Returns the value of {@code Content-Disposition} (RFC 6266, with the name as RFC 8187 encodes it). */
    static String of(FileName name, MediaType type) {
        return (isShown(type.essence()) ? "inline" : "attachment")
                + "; filename=\"" + plain(name.withoutPathSyntax())
                + "\"; filename*=UTF-8''" + FileName.percentEncode(name.value());
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
