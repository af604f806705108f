package im.sidestream.demo.message;

import java.util.List;
import java.util.Optional;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;

/**
 * A file that a service offers and sends only to who says yes. It tells what the file is, not where.
 *
 * @param messageId id of the message
 * @param thread of the message, or null
 * @param text what people are told
 * @param form what machines answer
 */
public record FileOffer(
        @Nullable String messageId, @Nullable String thread, String text, Form form) {

    private static final String FORM = "sidestream:transfer:0#offer";
    private static final String OFFER = "offer";
    private static final String VIA = "via";
    private static final String IN_BAND = "jingle";

    /** What the receiver says. */
    public enum Decision {
        /** Yes. */
        ACCEPT("accept"),
        /** No. */
        DECLINE("decline");

        private final String word;

        Decision(String word) {
            this.word = word;
        }
    }

    static Optional<Incoming> read(Message message, List<XmlNode> nodes) {
        return nodes.stream()
                .filter(node -> node.is("x", Form.NAMESPACE))
                .map(Form::new)
                .filter(form -> FORM.equals(form.type()) && form.value(OFFER) != null)
                .findFirst()
                .map(form -> new Incoming.Offered(new FileOffer(
                        message.getStanzaId(),
                        message.getThread(),
                        message.getBody() == null ? "" : message.getBody(),
                        form)));
    }

    /** Whose file it is, as the service says, or null. */
    public @Nullable String sender() {
        return form.value("sender");
    }

    /**
     * The form filled in.
     *
     * @param inBand whether the file shall come in the stream itself, if the service can do that
     */
    public XmlNode answer(Decision decision, boolean inBand) {
        Form.Answer answer =
                Form.answer(FORM).with(OFFER, String.valueOf(form.value(OFFER))).with("decision", decision.word);
        boolean chosen = inBand && form.offers(VIA, IN_BAND);
        return (chosen ? answer.with(VIA, IN_BAND) : answer).node();
    }
}
