package im.sidestream.component.offers;

import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Pace;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.BareJid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;

/**
 * What comes back for messages of ours: errors, receipts (XEP-0184), and forms filled in (XEP-0004). Words are the business of
 * whoever reads the chat.
 */
public final class AnswerFace implements Face {

    private static final Logger log = LoggerFactory.getLogger(AnswerFace.class);
    private static final int FORMS_PER_MINUTE = 60;
    private static final int RECEIPTS_PER_MINUTE = 600;

    private final Answers answers;
    private final Returns returns;
    private final Voice voice;
    private final Pace forms;
    private final Pace signs;

    /** Listens at the address that offers are from. */
    public AnswerFace(Correspondence work, Answers answers) {
        this.answers = answers;
        this.voice = work.voice();
        this.returns = new Returns(work);
        this.forms = new Pace(work.ports().clock(), FORMS_PER_MINUTE);
        this.signs = new Pace(work.ports().clock(), RECEIPTS_PER_MINUTE);
    }

    @Override
    public boolean take(Packet packet, Consumer<Packet> sink) {
        Element stanza = packet.getElement();
        if (!(packet instanceof Message message)
                || !StanzaAddress.localPart(stanza).equals(Voice.LOCAL_PART)) {
            return false;
        }
        String type = stanza.attributeValue("type", "normal");
        String sender = BareJid.ofSender(String.valueOf(stanza.attributeValue("from")));
        if (type.equals("error")) {
            sign(sender, () -> returns.failed(sender, stanza));
            return true;
        }
        Element receipt = child(stanza, "received", Chat.RECEIPTS.uri());
        if (receipt != null && stanza.element("body") == null) {
            sign(sender, () -> returns.received(sender, receipt.attributeValue("id", "")));
            return true;
        }
        Element form = child(stanza, "x", Markup.DATA.uri());
        if (form == null || type.equals("groupchat") || type.equals("headline")) {
            return false;
        }
        Map<String, String> fields = fields(form);
        boolean ours =
                "submit".equals(form.attributeValue("type")) && OfferMessage.FORM.equals(fields.get("FORM_TYPE"));
        if (ours && forms.judge(sender) == Pace.Verdict.ANSWER) {
            submitted(message, fields, sink);
        }
        return ours;
    }

    private void sign(String sender, Supplier<CompletableFuture<Void>> work) {
        if (signs.judge(sender) == Pace.Verdict.ANSWER) {
            CompletableFuture<Void> unused = work.get().exceptionally(failure -> {
                log.warn("what came back from {} could not be written down: {}", sender, failure.getMessage());
                return null;
            });
        }
    }

    private void submitted(Message message, Map<String, String> fields, Consumer<Packet> sink) {
        Element stanza = message.getElement();
        String from = String.valueOf(stanza.attributeValue("from"));
        Heard heard = new Heard(from, String.valueOf(stanza.elementText("thread")), null, language(stanza));
        CompletableFuture<Void> unused = answers.form(heard, fields)
                .thenApply(text -> reply(stanza, from, text))
                .exceptionally(failure -> failed(message, heard, failure))
                .thenAccept(sink);
    }

    /** An answer that nobody could write down is an error, so that clients do not take it for one that was heard. */
    private Message failed(Message message, Heard heard, Throwable failure) {
        String text = answers.sorry(heard, failure);
        return RefusalErrors.isAway(failure)
                ? RefusalErrors.ofFailure(failure, HandOverForm.OWN.uri(), heard.language())
                        .answer(message)
                : reply(message.getElement(), heard.address(), text);
    }

    private static @Nullable String language(Element stanza) {
        return PhraseBook.language(stanza);
    }

    private Message reply(Element stanza, String from, String text) {
        Chat chat = Chat.answering(voice, from, text);
        String thread = stanza.elementText("thread");
        return thread != null && thread.length() <= 200
                ? chat.with(new Markup("").element("thread", thread)).plain()
                : chat.plain();
    }

    private static @Nullable Element child(Element stanza, String name, String uri) {
        return stanza.elements(name).stream()
                .filter(each -> each.getNamespaceURI().equals(uri))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> fields(Element form) {
        Map<String, String> fields = new HashMap<>();
        for (Element field : form.elements("field")) {
            List<Element> values = field.elements("value");
            if (values.size() == 1) {
                fields.putIfAbsent(
                        field.attributeValue("var", ""), values.get(0).getText());
            }
        }
        return fields;
    }
}
