package im.sidestream.http;

import im.sidestream.slot.SlotId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a raw request path asks for: {@code /u/<id>/…}, {@code /f/<id>/…} and so on. Only the id is read; what follows is
 * decoration and is never decoded.
 *
 * @param root the letter before the id: of the roots in {@link im.sidestream.slot.SlotLinks}
 * @param id what it is about; the ids of links, offers and deliveries are spelled as those of slots are
 */
record FilePath(char root, SlotId id) {
    /**
     * Parses a path.
     *
     * @param prefixes the paths of the public URLs, the longest first, each with a slash at its end; may be missing, as a
     *     proxy may have cut it off
     * @param roots the letters that are asked for
     */
    static Optional<FilePath> parse(@Nullable String path, List<String> prefixes, String roots) {
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        String rest = path.substring(prefix(path, prefixes));
        if (rest.length() < 3 || rest.charAt(1) != '/' || roots.indexOf(rest.charAt(0)) < 0) {
            return Optional.empty();
        }
        int end = rest.indexOf('/', 2);
        return SlotId.parse(end < 0 ? rest.substring(2) : rest.substring(2, end))
                .map(id -> new FilePath(rest.charAt(0), id));
    }

    boolean isUnder(String letter) {
        return letter.charAt(0) == root;
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
