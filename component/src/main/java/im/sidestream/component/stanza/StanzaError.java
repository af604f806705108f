package im.sidestream.component.stanza;

import java.util.ArrayList;
import java.util.List;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Message;

/**
 * An error as it stands in a stanza (RFC 6120 §8.3.2).
 *
 * @param type what the sender may do: {@code auth}, {@code cancel}, {@code modify} or {@code wait}
 * @param condition element name in {@code urn:ietf:params:xml:ns:xmpp-stanzas}
 * @param text a sentence for people; empty for none
 * @param language what the sentence is written in, as {@code xml:lang} spells it
 * @param details elements of the application, placed behind; not attached to another tree
 */
public record StanzaError(String type, String condition, String text, String language, List<Element> details) {

    private static final Namespace STANZAS = new Namespace("", "urn:ietf:params:xml:ns:xmpp-stanzas");

    public StanzaError {
        details = List.copyOf(details);
    }

    static final StanzaError BAD_REQUEST = of("modify", "bad-request", "");
    static final StanzaError JID_MALFORMED = of("modify", "jid-malformed", "");
    static final StanzaError ITEM_NOT_FOUND = of("cancel", "item-not-found", "");
    static final StanzaError SERVICE_UNAVAILABLE = of("cancel", "service-unavailable", "");
    static final StanzaError BROKEN = of("cancel", "internal-server-error", "");
    static final StanzaError BUSY = of("wait", "resource-constraint", "This service is busy.");
    static final StanzaError CLOSING = of("wait", "resource-constraint", "This service is being restarted.");

    /** An error without application details. */
    public static StanzaError of(String type, String condition, String text) {
        return new StanzaError(type, condition, text, "en", List.of());
    }

    /** The request is not understood: {@code modify}/{@code bad-request}. */
    public static StanzaError badRequest(String text) {
        return of("modify", "bad-request", text);
    }

    /** Nothing here serves that: {@code cancel}/{@code service-unavailable}. */
    public static StanzaError serviceUnavailable() {
        return SERVICE_UNAVAILABLE;
    }

    /** There is no such address or node here: {@code cancel}/{@code item-not-found}. */
    public static StanzaError itemNotFound() {
        return ITEM_NOT_FOUND;
    }

    /** The same error with one more element of the application. */
    public StanzaError with(Element detail) {
        List<Element> more = new ArrayList<>(details);
        more.add(detail);
        return new StanzaError(type, condition, text, language, more);
    }

    /** The same error with its sentence in another language. */
    public StanzaError said(String sentence, String inLanguage) {
        return new StanzaError(type, condition, sentence, inLanguage, details);
    }

    /** The IQ that answers a request with this error, addresses as the request spelled them. */
    public IQ answer(IQ request) {
        IQ answer = IQ.createResultIQ(request);
        answer.setType(IQ.Type.error);
        answer.getElement().add(toElement());
        return answer;
    }

    /** The message that answers another one with this error, addresses and id as that one spelled them (RFC 6120 §8.3.1). */
    public Message answer(Message message) {
        Element stanza = message.getElement();
        Element answer = new DefaultElement(new QName("message"));
        answer.addAttribute("id", stanza.attributeValue("id"));
        answer.addAttribute("from", stanza.attributeValue("to"));
        answer.addAttribute("to", stanza.attributeValue("from"));
        return fail(new Message(answer, true));
    }

    /** Turns a stanza into an error stanza. */
    public Message fail(Message stanza) {
        stanza.getElement().addAttribute("type", "error");
        stanza.getElement().add(toElement());
        return stanza;
    }

    Element toElement() {
        Element error = new DefaultElement(new QName("error"));
        error.addAttribute("type", type);
        error.add(new DefaultElement(new QName(condition, STANZAS)));
        if (!text.isEmpty()) {
            Element sentence = new DefaultElement(new QName("text", STANZAS));
            sentence.addAttribute(new QName("lang", Namespace.XML_NAMESPACE), language);
            error.add(sentence.addText(text));
        }
        for (Element detail : details) {
            error.add(detail.createCopy());
        }
        return error;
    }
}
