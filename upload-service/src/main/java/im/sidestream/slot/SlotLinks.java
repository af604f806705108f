package im.sidestream.slot;

import java.net.URI;

/**
 * Where slots live under the service's public URL. The id decides; the last path segment is decoration for people and
 * for clients that guess types by it.
 *
 * @param base the public URL, ending in a slash
 */
public record SlotLinks(URI base) {
    /** Path segment under which files are uploaded. */
    public static final String UPLOADS = "u";
    /** Path segment under which files are fetched. */
    public static final String FILES = "f";
    /** Query parameter with the upload's token. */
    public static final String TOKEN = "t";

    public SlotLinks {
        if (!base.toString().endsWith("/")) {
            throw new IllegalArgumentException("the public URL must end in a slash");
        }
    }

    /** Returns where to PUT; ASCII alone, as RFC 3986 demands. */
    public URI put(SlotId id, FileName name, String token) {
        return URI.create(link(UPLOADS, id, name) + "?" + TOKEN + "=" + token);
    }

    /** Returns where to GET. */
    public URI get(SlotId id, FileName name) {
        return URI.create(link(FILES, id, name));
    }

    private String link(String root, SlotId id, FileName name) {
        return base + root + "/" + id + "/" + name.pathSegment();
    }
}
