package im.sidestream.demo.slots;

import im.sidestream.demo.message.XmlNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jivesoftware.smack.packet.ExtensionElement;
import org.jivesoftware.smack.packet.StanzaError;
import org.jspecify.annotations.Nullable;

/** Reads stanza errors of an upload service (XEP-0363 §5) into {@link SlotRefused}. */
final class Refusals {

    private Refusals() {}

    static SlotRefused read(StanzaError error) {
        Optional<String> limit = detail(error, "file-too-large").map(node -> node.childText("max-file-size"));
        if (limit.isPresent()) {
            return SlotRefused.forGood(
                    "the file is too large: the upload service takes at most " + limit.get() + " bytes");
        }
        String text = error.getDescriptiveText();
        String message = "the upload service refuses: " + error.getCondition()
                + (text == null || text.isBlank() ? "" : " (" + text.strip() + ")");
        if (error.getType() != StanzaError.Type.WAIT) {
            return SlotRefused.forGood(message);
        }
        Instant retryAt = detail(error, "retry")
                .map(node -> stamp(node.attribute("stamp")))
                .orElse(null);
        return SlotRefused.forNow(retryAt == null ? message : message + ", try again at " + retryAt, retryAt);
    }

    private static Optional<XmlNode> detail(StanzaError error, String name) {
        ExtensionElement element = error.getExtension(name, SlotRequestIq.NAMESPACE);
        return Optional.ofNullable(element).map(XmlNode::of);
    }

    private static @Nullable Instant stamp(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
