package im.sidestream.demo.message;

import im.sidestream.demo.message.Incoming.Announced;
import im.sidestream.demo.message.Incoming.Format;
import im.sidestream.demo.message.Incoming.Link;
import im.sidestream.demo.message.Incoming.Nothing;
import im.sidestream.demo.message.Incoming.Sealed;
import im.sidestream.demo.message.Incoming.Sources;
import im.sidestream.demo.message.Incoming.Text;
import java.util.List;
import java.util.Optional;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages in the order in which the formats carry trust and detail: offer, encrypted share, XEP-0447, XEP-0385, body
 * equal to XEP-0066, {@code aesgcm:}, bare link, text.
 */
public final class MessageReader {

    private MessageReader() {}

    /** What the message means; the first share of the message, if it has several. */
    public static Incoming read(Message message) {
        List<XmlNode> nodes = message.getExtensions().stream().map(XmlNode::of).toList();
        return FileOffer.read(message, nodes)
                .or(() -> sources(nodes))
                .or(() -> fileSharing(nodes))
                .or(() -> mediaSharing(nodes))
                .or(() -> outOfBand(nodes, message.getBody()))
                .orElseGet(() -> body(message.getBody()));
    }

    /** The id by which a later message refers to this one (XEP-0359 §3): origin-id, else the stanza's id. */
    public static @Nullable String referenceId(Message message) {
        return first(message.getExtensions().stream().map(XmlNode::of).toList(), "origin-id", Formats.ORIGIN_ID)
                .map(node -> node.attribute("id"))
                .orElse(message.getStanzaId());
    }

    /** Whether the sender asks for a receipt (XEP-0184). */
    public static boolean wantsReceipt(Message message) {
        return message.getStanzaId() != null && message.hasExtension("request", Formats.RECEIPTS);
    }

    /** Whether the sender wants to know that it was displayed (XEP-0333). */
    public static boolean isMarkable(Message message) {
        return message.getStanzaId() != null && message.hasExtension("markable", Formats.MARKERS);
    }

    /** The id of the message whose receipt this is, or null. */
    public static @Nullable String receiptOf(Message message) {
        return first(message.getExtensions().stream().map(XmlNode::of).toList(), "received", Formats.RECEIPTS)
                .map(node -> node.attribute("id"))
                .orElse(null);
    }

    /** Who sends the file of an accepted offer in the stream, where that is another service than the one that asked; or null. */
    public static @Nullable String inBandSender(Message message) {
        return first(message.getExtensions().stream().map(XmlNode::of).toList(), "in-band", Formats.SERVICE)
                .map(node -> node.attribute("from"))
                .orElse(null);
    }

    private static Optional<Incoming> sources(List<XmlNode> nodes) {
        return first(nodes, "attach-to", Formats.ATTACH)
                .map(node -> node.attribute("id"))
                .flatMap(id -> first(nodes, "sources", Formats.SFS)
                        .map(FileSharing::readUrls)
                        .filter(urls -> !urls.isEmpty())
                        .map(urls -> new Sources(id, urls)));
    }

    private static Optional<Incoming> fileSharing(List<XmlNode> nodes) {
        return first(nodes, "file-sharing", Formats.SFS).map(share -> {
            SharedFile file = FileSharing.read(share);
            if (!file.urls().isEmpty()) {
                return new Incoming.File(file, Format.STATELESS_FILE_SHARING);
            }
            return FileSharing.isEncrypted(share)
                    ? new Sealed("the file is encrypted (XEP-0448), which this client does not read")
                    : new Announced(file);
        });
    }

    private static Optional<Incoming> mediaSharing(List<XmlNode> nodes) {
        return nodes.stream()
                .filter(node -> node.is("reference", Formats.REFERENCE))
                .map(MediaSharing::read)
                .flatMap(Optional::stream)
                .findFirst()
                .map(file -> new Incoming.File(file, Format.MEDIA_SHARING));
    }

    private static Optional<Incoming> outOfBand(List<XmlNode> nodes, @Nullable String body) {
        return first(nodes, "x", Formats.OOB)
                .filter(node -> isWebUrl(node.childText("url")))
                .filter(node -> body == null || body.equals(node.childText("url")))
                .map(node -> new Incoming.File(outOfBandFile(node), Format.OUT_OF_BAND));
    }

    private static SharedFile outOfBandFile(XmlNode node) {
        FileMetadata metadata =
                new FileMetadata(null, null, FileMetadata.UNKNOWN_SIZE, null, List.of(), node.childText("desc"));
        return new SharedFile(
                null,
                metadata,
                node.children("url", Formats.OOB).stream()
                        .limit(1)
                        .map(XmlNode::text)
                        .toList(),
                null);
    }

    private static Incoming body(@Nullable String body) {
        if (body == null || body.isEmpty()) {
            return new Nothing();
        }
        if (body.startsWith("aesgcm:")) {
            return new Sealed("the file is encrypted (aesgcm, XEP-0454), and its key came without encryption");
        }
        return isWebUrl(body) ? new Link(body) : new Text(body);
    }

    private static boolean isWebUrl(@Nullable String text) {
        return text != null && text.matches("https?://[^\\s\"<>]+");
    }

    private static Optional<XmlNode> first(List<XmlNode> nodes, String name, String namespace) {
        return nodes.stream().filter(node -> node.is(name, namespace)).findFirst();
    }
}
