package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Offering;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.dom4j.Element;
import org.xmpp.packet.Message;

/** An offer as a message that any client can answer: text, form (XEP-0004) and page. It never says where the file is. */
final class OfferMessage {

    /** What the form is called. */
    static final String FORM = "sidestream:transfer:0#offer";

    static final String OFFER = "offer";
    static final String DECISION = "decision";
    static final String VIA = "via";

    private final Voice voice;
    private final Pages pages;

    OfferMessage(Voice voice, Pages pages) {
        this.voice = voice;
        this.pages = pages;
    }

    Message of(String id, Offering offering) {
        Offer offer = offering.offer();
        Phrases phrases = voice.phrases(offer.receiver());
        URI page = pages.offer().apply(offer.id());
        return Chat.to(voice, offer.receiver(), id, text(offering, phrases, page))
                .in(phrases)
                .thread(offer.id())
                .with(form(offering, phrases))
                .kept();
    }

    private static String text(Offering offering, Phrases phrases, URI page) {
        Delivery delivery = offering.delivery();
        String code = offering.offer().code();
        List<String> lines = new ArrayList<>();
        lines.add(line(delivery, phrases));
        String note = SafeText.line(delivery.terms().note(), SafeText.NOTE);
        if (!note.isEmpty()) {
            lines.add(phrases.text("offer.note", note));
        }
        lines.add(how(offering, phrases));
        lines.add(phrases.text("offer.page", page));
        lines.add(phrases.text("offer.block", code));
        return String.join("\n", lines);
    }

    private static String how(Offering offering, Phrases phrases) {
        return phrases.text(
                "offer.how",
                offering.offer().code(),
                Shown.time(offering.delivery().terms().answerBy()));
    }

    /** Who offers what. */
    static String line(Delivery delivery, Phrases phrases) {
        return phrases.text(
                "offer", SafeText.line(delivery.sender().jid(), SafeText.NAME), file(delivery.content(), phrases));
    }

    /** A file's name, size and type. */
    static String file(Delivery.Content content, Phrases phrases) {
        String name = SafeText.line(content.name(), SafeText.NAME);
        String size = Shown.size(content.size(), phrases);
        String type = content.type();
        return type == null
                ? phrases.text("offer.file", name, size)
                : phrases.text("offer.file.type", name, size, SafeText.line(type, SafeText.NAME));
    }

    private static Element form(Offering offering, Phrases phrases) {
        Element form = Markup.DATA.element("x").addAttribute("type", "form");
        form.add(Markup.DATA.element("title", phrases.text("form.title")));
        // profanity shows a form in place of the text, and of its instructions the first alone
        String instructions = line(offering.delivery(), phrases) + "\n" + how(offering, phrases);
        form.add(Markup.DATA.element("instructions", instructions));
        form.add(hidden("FORM_TYPE", FORM));
        form.add(hidden(OFFER, offering.offer().code()));
        form.add(hidden("sender", offering.delivery().sender().jid()));
        Element decision = choice(DECISION, phrases.text("form.decision"));
        option(decision, "accept", phrases.text("form.accept"));
        option(decision, "decline", phrases.text("form.decline"));
        option(decision, "block", phrases.text("form.block"));
        decision.add(Markup.DATA.element("required"));
        form.add(decision);
        Element via = choice(VIA, phrases.text("form.via"));
        via.add(Markup.DATA.element("value", "http"));
        option(via, "http", phrases.text("form.http"));
        option(via, "jingle", phrases.text("form.jingle"));
        form.add(via);
        return form;
    }

    private static Element hidden(String name, String value) {
        Element field =
                Markup.DATA.element("field").addAttribute("type", "hidden").addAttribute("var", name);
        field.add(Markup.DATA.element("value", value));
        return field;
    }

    private static Element choice(String name, String label) {
        return Markup.DATA
                .element("field")
                .addAttribute("type", "list-single")
                .addAttribute("var", name)
                .addAttribute("label", label);
    }

    private static void option(Element field, String value, String label) {
        Element option = Markup.DATA.element("option").addAttribute("label", label);
        option.add(Markup.DATA.element("value", value));
        field.add(option);
    }
}
