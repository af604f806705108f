package im.sidestream.demo.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stateless inline media sharing (XEP-0385) inside a reference (XEP-0372), both ways. */
final class MediaSharing {

    private static final String REFERENCE_NAME = "reference";

    private MediaSharing() {}

    static XmlNode write(SharedFile file) {
        FileMetadata metadata = file.metadata();
        XmlNode node = XmlNode.of("file", Formats.FILE_TRANSFER + "5")
                .withText("media-type", metadata.mediaType())
                .withText("name", metadata.name())
                .withText("size", metadata.size() < 0 ? null : Long.toString(metadata.size()));
        // readers of this older format know the first hash only
        for (ContentHash hash :
                metadata.hashes().subList(0, Math.min(1, metadata.hashes().size()))) {
            node = node.with(hash.toNode());
        }
        node = node.withText("desc", metadata.description());
        XmlNode sources = XmlNode.of("sources", Formats.SIMS);
        for (String url : file.urls()) {
            sources = sources.with(reference(url));
        }
        return reference(file.urls().get(0))
                .with(XmlNode.of("media-sharing", Formats.SIMS).with(node).with(sources));
    }

    private static XmlNode reference(String url) {
        return XmlNode.of(REFERENCE_NAME, Formats.REFERENCE)
                .with("type", "data")
                .with("uri", url);
    }

    /** Reads a {@code <reference/>}; empty if it does not share a file that has a source. */
    static Optional<SharedFile> read(XmlNode reference) {
        return reference
                .child("media-sharing", Formats.SIMS)
                .flatMap(sharing -> read(reference, sharing))
                .filter(file -> !file.urls().isEmpty());
    }

    private static Optional<SharedFile> read(XmlNode reference, XmlNode sharing) {
        return sharing.children().stream()
                .filter(child ->
                        child.name().equals("file") && child.namespace().startsWith(Formats.FILE_TRANSFER))
                .findFirst()
                .map(file -> new SharedFile(null, FileSharing.readMetadata(file), urls(reference, sharing), null));
    }

    private static List<String> urls(XmlNode outer, XmlNode sharing) {
        List<String> urls = new ArrayList<>();
        sharing.child("sources", Formats.SIMS)
                .ifPresent(sources ->
                        sources.children(REFERENCE_NAME, Formats.REFERENCE).forEach(source -> add(urls, source)));
        if (urls.isEmpty()) {
            add(urls, outer);
        }
        return urls;
    }

    private static void add(List<String> urls, XmlNode reference) {
        String uri = reference.attribute("uri");
        // a XEP-0385 source may also be an xmpp: URI of a publication, which is no download
        if (uri != null && (uri.startsWith("https:") || uri.startsWith("http:"))) {
            urls.add(uri);
        }
    }
}
