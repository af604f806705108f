package im.sidestream.slot;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored file as its uploader, or an administrator, sees it.
 *
 * @param upload the row
 * @param link where it is downloaded
 * @param expires the first moment at which it is unreachable, or null if it has none
 * @param withdrawn whether its link is closed for now
 * @param downloads how often a download came to the file's end, whole or resumed; a HEAD, a 304 or another part is none
 */
public record OwnUpload(Upload upload, URI link, @Nullable Instant expires, boolean withdrawn, long downloads) {}
