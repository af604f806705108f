package im.sidestream.slot;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

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
    /** Path segment under which receivers fetch files by links of their own. */
    public static final String PERSONAL = "p";
    /** Path segment of the page on which a receiver decides about an offer. */
    public static final String OFFERS = "o";
    /** Path segment of the page on which a sender sees what became of a delivery. */
    public static final String REPORTS = "r";
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

    /**
     * Returns where a receiver fetches a file by a link of their own.
     *
     * @param name the file's; see {@link FileName}
     */
    public URI personal(LinkId id, String name) {
        return URI.create(base + PERSONAL + "/" + id + "/" + new FileName(name).pathSegment());
    }

    /**
     * Returns where a page for people is.
     *
     * @param kind {@link #OFFERS} or {@link #REPORTS}
     * @param id of what the page shows, in unpadded base64url
     */
    public URI page(String kind, String id) {
        if (!kind.equals(OFFERS) && !kind.equals(REPORTS)) {
            throw new IllegalArgumentException("no page is under " + kind);
        }
        return URI.create(base + kind + "/" + new SlotId(id));
    }

    /** Returns the id in a link under which a file of this service is fetched, or empty for any other text. */
    public Optional<SlotId> id(String link) {
        try {
            URI uri = new URI(link.strip()).parseServerAuthority();
            String path = uri.getRawPath();
            String root = base.getRawPath() + FILES + "/";
            if (!isHere(uri) || path == null || !path.startsWith(root)) {
                return Optional.empty();
            }
            String rest = path.substring(root.length());
            int end = rest.indexOf('/');
            return SlotId.parse(end < 0 ? rest : rest.substring(0, end));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean isHere(URI uri) {
        return base.getScheme().equalsIgnoreCase(uri.getScheme())
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && port(base) == port(uri);
    }

    private static int port(URI uri) {
        int standard = "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    private String link(String root, SlotId id, FileName name) {
        return base + root + "/" + id + "/" + name.pathSegment();
    }
}
