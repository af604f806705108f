package im.sidestream.http;

import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a raw request path asks for: {@code /u/<id>/…} or {@code /f/<id>/…}. Only the id is read; what follows is
 * decoration and is never decoded.
 *
 * @param upload whether it is an upload link, else a download link
 * @param id the slot
 */
record FilePath(boolean upload, SlotId id) {
    /**
     * Parses a path.
     *
     * @param prefixes the paths of the public URLs, the longest first, each with a slash at its end; may be missing, as a
     *     proxy may have cut it off
     */
    static Optional<FilePath> parse(@Nullable String path, List<String> prefixes) {
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        String rest = path.substring(prefix(path, prefixes));
        if (rest.length() < 3 || rest.charAt(1) != '/') {
            return Optional.empty();
        }
        String root = rest.substring(0, 1);
        boolean upload = root.equals(SlotLinks.UPLOADS);
        if (!upload && !root.equals(SlotLinks.FILES)) {
            return Optional.empty();
        }
        int end = rest.indexOf('/', 2);
        return SlotId.parse(end < 0 ? rest.substring(2) : rest.substring(2, end))
                .map(id -> new FilePath(upload, id));
    }

    /** Returns how long the prefix is: a loop, as every request passes here. */
    private static int prefix(String path, List<String> prefixes) {
        for (int i = 0; i < prefixes.size(); i++) {
            if (path.startsWith(prefixes.get(i))) {
                return prefixes.get(i).length();
            }
        }
        return 1;
    }
}
