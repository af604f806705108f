package im.sidestream.demo.inband;

import im.sidestream.demo.message.FileMetadata;
import im.sidestream.demo.message.XmlNode;
import java.util.List;
import java.util.Optional;
import org.jxmpp.jid.Jid;

/**
 * A file that somebody wants to send in the stream (XEP-0234 §5 with XEP-0261 §2).
 *
 * @param from who
 * @param session the Jingle session
 * @param stream the byte stream's id
 * @param metadata what the file is
 * @param content as it was proposed
 */
public record InBandFile(Jid from, String session, String stream, FileMetadata metadata, XmlNode content) {

    static final String TRANSFER = "urn:xmpp:jingle:apps:file-transfer:5";
    static final String TRANSPORT = "urn:xmpp:jingle:transports:ibb:1";

    /** Reads a session-initiate; empty if it is not one file of this kind, sent by who proposes it. */
    static Optional<InBandFile> read(Jid from, JingleIq request) {
        List<XmlNode> contents = request.node().children("content", JingleIq.NAMESPACE);
        if (contents.size() != 1) {
            return Optional.empty();
        }
        XmlNode content = contents.get(0);
        Optional<FileMetadata> metadata = content.child("description", TRANSFER)
                .flatMap(description -> description.child("file", TRANSFER))
                .map(FileMetadata::read);
        Optional<String> stream = content.child("transport", TRANSPORT).map(transport -> transport.attribute("sid"));
        boolean sends = "initiator".equals(content.attribute("senders")) || content.attribute("senders") == null;
        return metadata.isEmpty() || stream.isEmpty() || !sends
                ? Optional.empty()
                : Optional.of(new InBandFile(from, request.attribute("sid"), stream.get(), metadata.get(), content));
    }
}
