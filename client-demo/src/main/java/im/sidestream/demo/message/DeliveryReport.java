package im.sidestream.demo.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a service reports of a file that it gives to many: as text for people, and as a table of some of the receivers.
 *
 * @param delivery what the service calls it, or null where the message names none
 * @param text for people
 * @param states by receiver, in the service's words
 */
public record DeliveryReport(@Nullable String delivery, String text, Map<String, String> states) {

    private static final String THREAD = "de-";

    private static final Set<String> FINAL =
            Set.of("declined", "no-answer", "unreachable", "downloaded", "expired", "withdrawn", "failed");

    public DeliveryReport {
        states = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    /** Reads a message; one without a table reports no receiver. The thread says which delivery it is about. */
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
        return new DeliveryReport(delivery(message), message.getBody() == null ? "" : message.getBody(), states);
    }

    private static @Nullable String delivery(Message message) {
        String thread = message.getThread();
        return thread != null && thread.startsWith(THREAD) ? thread.substring(THREAD.length()) : null;
    }

    /** Whether nothing follows on that state. */
    public static boolean isFinal(String state) {
        return FINAL.contains(state);
    }
}
