package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.OfferId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.dom4j.Element;
import org.xmpp.packet.Message;

/** Messages of type chat (RFC 6121 §5.2.2): these are stored, archived and pushed. */
final class Chat {

    static final Markup RECEIPTS = new Markup("urn:xmpp:receipts");

    private static final Markup NONE = new Markup("");
    private static final Markup IDS = new Markup("urn:xmpp:sid:0");
    private static final Markup HINTS = new Markup("urn:xmpp:hints");
    private static final String THREAD = "of-";
    private static final String REPORTS = "de-";

    private final Element message;

    private Chat(Element message) {
        this.message = message;
    }

    /** A message with a body, whose id is also its origin-id (XEP-0359). */
    static Chat to(Voice voice, String receiver, String id, String body) {
        return with(voice, voice.to(receiver), id, body);
    }

    /** The same to who wrote, as the stanza spelled that address. */
    static Chat answering(Voice voice, String address, String body) {
        return with(voice, address, UUID.randomUUID().toString(), body);
    }

    private static Chat with(Voice voice, String address, String id, String body) {
        Element message = NONE.element("message")
                .addAttribute("type", "chat")
                .addAttribute("id", id)
                .addAttribute("from", voice.from())
                .addAttribute("to", address);
        message.add(NONE.element("body", body));
        message.add(IDS.element("origin-id").addAttribute("id", id));
        return new Chat(message);
    }

    Chat in(Phrases phrases) {
        PhraseBook.mark(message, phrases);
        return this;
    }

    Chat thread(OfferId offer) {
        message.add(NONE.element("thread", THREAD + offer));
        return this;
    }

    /** The thread of what the sender is told of a delivery: the same in all messages, and of that delivery alone. */
    Chat thread(DeliveryId delivery) {
        message.add(NONE.element("thread", REPORTS + delivery));
        return this;
    }

    Chat with(Element child) {
        message.add(child);
        return this;
    }

    /** Archived and kept for who is offline (XEP-0334), and with a receipt where the receiver gives any (XEP-0184). */
    Message kept() {
        message.add(HINTS.element("store"));
        message.add(RECEIPTS.element("request"));
        return new Message(message, true);
    }

    Message plain() {
        return new Message(message, true);
    }

    /** The offer that a thread is about, as text; empty for another thread. */
    static String offerOf(String thread) {
        return thread.startsWith(THREAD) ? thread.substring(THREAD.length()) : "";
    }

    /** The id of a stanza that goes with that of a row: the same at every attempt, and it leads to the row. */
    static String idWith(String row, String what) {
        return row + "." + what;
    }

    /** The row that a stanza's id leads to: its own, or the one that the stanza went with. */
    static String rowOf(String id) {
        int end = id.indexOf('.');
        return end < 0 ? id : id.substring(0, end);
    }

    /** The id of a row that something makes here which others name: the same however often they do. */
    static String idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
