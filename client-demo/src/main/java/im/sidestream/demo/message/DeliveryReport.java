package im.sidestream.demo.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jivesoftware.smack.packet.Message;

/**
 * What a service reports of a file that it gives to many: as text for people, and as a table of some of the receivers.
 *
 * @param text for people
 * @param states by receiver, in the service's words
 */
public record DeliveryReport(String text, Map<String, String> states) {

    private static final Set<String> FINAL =
            Set.of("declined", "no-answer", "unreachable", "downloaded", "expired", "withdrawn", "failed");

    public DeliveryReport {
        states = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    /** Reads a message; one without a table reports no receiver. */
    public static DeliveryReport read(Message message) {
        Map<String, String> states = new LinkedHashMap<>();
        message.getExtensions().stream()
                .map(XmlNode::of)
                .filter(node -> node.is("x", Form.NAMESPACE))
                .flatMap(node -> new Form(node).rows().stream())
                .forEach(row -> {
                    String receiver = row.value("jid");
                    String state = row.value("state");
                    if (receiver != null && state != null) {
                        states.put(receiver, state);
                    }
                });
        return new DeliveryReport(message.getBody() == null ? "" : message.getBody(), states);
    }

    /** Whether nothing follows on that state. */
    public static boolean isFinal(String state) {
        return FINAL.contains(state);
    }
}
