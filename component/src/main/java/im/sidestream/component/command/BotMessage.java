package im.sidestream.component.command;

import im.sidestream.component.offers.Heard;
import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.component.stanza.StanzaError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.Message;

/** A message to the bot, and those that answer it. */
final class BotMessage {

    /** XEP-0184. */
    static final String RECEIPTS = "urn:xmpp:receipts";

    /** XEP-0461. */
    private static final String REPLIES = "urn:xmpp:reply:0";

    /** A command is a few words; what is longer was not typed for the bot. */
    private static final int LONGEST_BODY = 4_000;

    private static final Markup RECEIPT = new Markup(RECEIPTS);
    private static final Markup IDS = new Markup("urn:xmpp:sid:0");
    private static final Markup NONE = new Markup("");

    private static final Set<String> NEVER = Set.of("error", "groupchat", "headline");

    /**
     * What only looks as if somebody had typed it: copies of other conversations (XEP-0280, XEP-0297, XEP-0313), and rooms
     * (XEP-0045).
     */
    private static final Set<String> COPIES =
            Set.of("urn:xmpp:forward:0", "urn:xmpp:mam:2", "http://jabber.org/protocol/muc#user");

    private static final String DELAY = "urn:xmpp:delay";

    private static final String CARBONS = "urn:xmpp:carbons:2";
    private static final Set<String> CARBON_COPIES = Set.of("received", "sent");

    private static final Set<String> ENCRYPTION = Set.of(
            "urn:xmpp:eme:0",
            "eu.siacs.conversations.axolotl",
            "urn:xmpp:omemo:2",
            "urn:xmpp:openpgp:0",
            "jabber:x:encrypted");

    private final Element message;

    BotMessage(Element message) {
        this.message = message;
    }

    /** Whether somebody said something that is to be answered. */
    boolean isSpoken() {
        String type = message.attributeValue("type", "normal");
        return !NEVER.contains(type)
                && !body().isBlank()
                && body().length() <= LONGEST_BODY
                && message.elements().stream().noneMatch(BotMessage::isCopy);
    }

    /** Of carbons, only the copies themselves: a client may also mark what must not be copied (XEP-0280 §8). */
    private static boolean isCopy(Element child) {
        String uri = child.getNamespaceURI();
        return COPIES.contains(uri) || (uri.equals(CARBONS) && CARBON_COPIES.contains(child.getName()));
    }

    /** Whether it was typed earlier, and kept for later by a client or a server (XEP-0203). */
    boolean isKept() {
        return message.elements().stream()
                .anyMatch(child -> child.getNamespaceURI().equals(DELAY));
    }

    boolean isEncrypted() {
        return message.elements().stream().anyMatch(child -> ENCRYPTION.contains(child.getNamespaceURI()));
    }

    String body() {
        Element body = bodyElement();
        return body == null ? "" : body.getText();
    }

    private @Nullable Element bodyElement() {
        List<Element> bodies = message.elements("body");
        return bodies.isEmpty() ? null : bodies.get(0);
    }

    @Nullable
    String language() {
        Element body = bodyElement();
        String own = body == null ? null : PhraseBook.language(body);
        return own == null ? PhraseBook.language(message) : own;
    }

    /** What it says of the offer that it may be about. */
    Heard heard(Requester by) {
        Element thread = message.element("thread");
        String reply = message.elements("reply").stream()
                .filter(child -> child.getNamespaceURI().equals(REPLIES))
                .map(child -> child.attributeValue("id"))
                .findFirst()
                .orElse(null);
        return new Heard(
                address(),
                thread == null ? "" : thread.getText(),
                reply,
                by.phrases().language(),
                isKept());
    }

    /** The sender with the resource. */
    String address() {
        return String.valueOf(message.attributeValue("from"));
    }

    String sender() {
        return StanzaAddress.sender(message);
    }

    /** What tells that the message came, if that is asked for (XEP-0184 §5). */
    Optional<Message> receipt() {
        String id = message.attributeValue("id");
        boolean asked = id != null
                && message.elements("request").stream()
                        .anyMatch(child -> child.getNamespaceURI().equals(RECEIPTS));
        if (!asked) {
            return Optional.empty();
        }
        Element answer = blank(voice());
        answer.add(RECEIPT.element("received").addAttribute("id", id));
        return Optional.of(new Message(answer, true));
    }

    Message answer(Requester by, String text) {
        Message answer = unasked(voice(), address(), by.phrases(), text);
        Element thread = message.element("thread");
        if (thread != null && thread.getText().length() <= 200) {
            answer.getElement().add(NONE.element("thread", thread.getText()));
        }
        return answer;
    }

    /** A message that answers none. */
    static Message unasked(String from, String to, Phrases phrases, String text) {
        Element message = blank(from, to);
        PhraseBook.mark(message, phrases);
        message.add(NONE.element("body", text));
        message.add(IDS.element("origin-id").addAttribute("id", message.attributeValue("id")));
        return new Message(message, true);
    }

    /** Says that the sender is not listened to, from the very address that was written to (RFC 6120 §8.3.1). */
    Message forbidden(Requester by) {
        String text = by.text("forbidden");
        return returned(StanzaError.of("auth", "forbidden", text)
                .said(text, by.phrases().language()));
    }

    /** Says that it came to nothing, likewise. */
    Message returned(StanzaError error) {
        return error.answer(new Message(message, true));
    }

    /** The address that was written to. */
    private String recipient() {
        return String.valueOf(message.attributeValue("to"));
    }

    /** Whom an answer is from: with a resource, because some clients show no message of a bare address. */
    private String voice() {
        return StanzaAddress.bare(recipient()) + BotPresence.RESOURCE;
    }

    private Element blank(String from) {
        return blank(from, address());
    }

    private static Element blank(String from, String to) {
        return NONE.element("message")
                .addAttribute("type", "chat")
                .addAttribute("id", UUID.randomUUID().toString())
                .addAttribute("from", from)
                .addAttribute("to", to);
    }
}
