package im.sidestream.demo.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that a message shares.
 *
 * @param id the share's id (XEP-0447), or null
 * @param metadata what the sender says about it
 * @param urls where it can be fetched, best first; empty while the sources are still to come
 * @param publication the sender's or its service's standing offer (XEP-0358), or null
 */
public record SharedFile(
        @Nullable String id,
        FileMetadata metadata,
        List<String> urls,
        @Nullable Publication publication) {

    public SharedFile {
        urls = List.copyOf(urls);
    }

    /** The same file with these sources. */
    public SharedFile from(List<String> sources) {
        return new SharedFile(id, metadata, sources, publication);
    }

    /**
     * A {@code <jinglepub/>} source.
     *
     * @param from who publishes
     * @param id its id there
     * @param uri a page about the file, or null
     */
    public record Publication(
            String from, String id, @Nullable String uri) {}
}
