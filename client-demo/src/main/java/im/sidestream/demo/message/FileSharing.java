package im.sidestream.demo.message;

import im.sidestream.demo.message.SharedFile.Publication;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stateless file sharing (XEP-0447) with file metadata (XEP-0446), both ways. */
final class FileSharing {

    private static final String SOURCES = "sources";

    private FileSharing() {}

    static XmlNode write(SharedFile file) {
        XmlNode share = XmlNode.of("file-sharing", Formats.SFS)
                .with("disposition", "attachment")
                .with("id", file.id())
                .with(writeMetadata(file.metadata()));
        return file.urls().isEmpty() ? share : share.with(writeSources(file, null));
    }

    static XmlNode writeSources(SharedFile file, @Nullable String shareId) {
        XmlNode sources = XmlNode.of(SOURCES, Formats.SFS).with("id", shareId);
        for (String url : file.urls()) {
            sources = sources.with(XmlNode.of("url-data", Formats.URL_DATA).with("target", url));
        }
        Publication publication = file.publication();
        return publication == null ? sources : sources.with(writePublication(publication));
    }

    private static XmlNode writePublication(Publication publication) {
        return XmlNode.of("jinglepub", Formats.JINGLE_PUB)
                .with("from", publication.from())
                .with("id", publication.id())
                .withText("uri", publication.uri())
                .with(XmlNode.of("description", Formats.FILE_TRANSFER + "5"));
    }

    private static XmlNode writeMetadata(FileMetadata metadata) {
        Instant date = metadata.date();
        XmlNode node = XmlNode.of("file", Formats.METADATA)
                .withText("media-type", metadata.mediaType())
                .withText("name", metadata.name())
                .withText("size", metadata.size() < 0 ? null : Long.toString(metadata.size()))
                .withText("date", date == null ? null : date.toString());
        for (ContentHash hash : metadata.hashes()) {
            node = node.with(hash.toNode());
        }
        String description = metadata.description();
        return description == null
                ? node
                : node.with(XmlNode.of("desc", Formats.METADATA)
                        .with("xml:lang", "en")
                        .withText(description));
    }

    /** Reads a {@code <file-sharing/>}. */
    static SharedFile read(XmlNode share) {
        FileMetadata metadata = share.child("file", Formats.METADATA)
                .map(FileSharing::readMetadata)
                .orElse(FileMetadata.NONE);
        Optional<XmlNode> sources = share.child(SOURCES, Formats.SFS);
        return new SharedFile(
                share.attribute("id"),
                metadata,
                sources.map(FileSharing::readUrls).orElse(List.of()),
                sources.flatMap(FileSharing::readPublication).orElse(null));
    }

    /** The URLs in a {@code <sources/>}, in order. */
    static List<String> readUrls(XmlNode sources) {
        List<String> urls = new ArrayList<>();
        for (XmlNode source : sources.children("url-data", Formats.URL_DATA)) {
            String target = source.attribute("target");
            if (target != null) {
                urls.add(target);
            }
        }
        return urls;
    }

    /** Whether the share can only be fetched and decrypted (XEP-0448). */
    static boolean isEncrypted(XmlNode share) {
        return share.child(SOURCES, Formats.SFS)
                .flatMap(sources -> sources.child("encrypted", Formats.ENCRYPTED))
                .isPresent();
    }

    private static Optional<Publication> readPublication(XmlNode sources) {
        return sources.child("jinglepub", Formats.JINGLE_PUB).flatMap(node -> {
            String from = node.attribute("from");
            String id = node.attribute("id");
            return from == null || id == null
                    ? Optional.empty()
                    : Optional.of(new Publication(from, id, node.childText("uri")));
        });
    }

    /** Reads what a {@code <file/>} of XEP-0446 or XEP-0234 says: the children are named alike. */
    static FileMetadata readMetadata(XmlNode file) {
        List<ContentHash> hashes = new ArrayList<>();
        for (XmlNode hash : file.children("hash", Formats.HASHES)) {
            String algorithm = hash.attribute("algo");
            if (algorithm != null && !hash.text().isBlank()) {
                hashes.add(new ContentHash(algorithm, hash.text()));
            }
        }
        return new FileMetadata(
                file.childText("name"),
                file.childText("media-type"),
                readSize(file.childText("size")),
                readDate(file.childText("date")),
                hashes,
                file.childText("desc"));
    }

    private static long readSize(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : FileMetadata.UNKNOWN_SIZE;
    }

    private static @Nullable Instant readDate(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            // a date is decoration: a wrong one is as good as none
            return null;
        }
    }
}
