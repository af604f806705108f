package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.slot.BareJid;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/**
 * A list of receivers that one service asks another one to ask: the form of the command that users have, with
 * {@code origin}, the sender there, and {@code offers}, what each receiver's offer is called there.
 */
final class HandOverForm {

    /** Elements of our own. */
    static final Markup OWN = new Markup("sidestream:transfer:0");

    /** Of a yes, the client that takes the file in band alone; of the service that has the file, that it comes so. */
    static final String IN_BAND = "in-band";

    static final String NODE = "sidestream:transfer:0#distribute";

    /** Receivers in one request (T-G12). */
    static final int MOST = 500;

    private static final String REFUSED = "refused";
    private static final String LATER = "later";
    private static final int LONGEST_TEXT = 4_000;

    private HandOverForm() {}

    /**
     * What is asked.
     *
     * @param origin the sender's bare JID
     * @param receivers by what their offers are called there
     */
    record Request(String origin, Delivery.Content content, Delivery.Terms terms, Map<OfferId, String> receivers) {}

    /**
     * What became of a request, as far as it is not simply done.
     *
     * @param refused whom nobody asks
     * @param later who may be asked when the request comes again: a day's limit is reached
     */
    record Outcome(Set<String> refused, Set<String> later) {}

    static Element write(Delivery delivery, List<Offer> offers) {
        Element form = Markup.DATA.element("x").addAttribute("type", "submit");
        field(form, "FORM_TYPE", List.of(NODE));
        field(form, "origin", List.of(delivery.sender().jid()));
        field(form, "name", List.of(delivery.content().name()));
        field(form, "size", List.of(Long.toString(delivery.content().size())));
        String type = delivery.content().type();
        field(form, "type", type == null ? List.of() : List.of(type));
        field(form, "note", List.of(delivery.terms().note()));
        field(form, "answer-by", List.of(delivery.terms().answerBy().toString()));
        field(form, "recipients", offers.stream().map(Offer::receiver).toList());
        field(form, "offers", offers.stream().map(offer -> offer.id().value()).toList());
        return form;
    }

    /** Reads a request; empty for one that makes no sense. */
    static Optional<Request> read(Element command) {
        Map<String, List<String>> fields = fields(command);
        try {
            List<String> receivers = fields.getOrDefault("recipients", List.of());
            List<String> offers = fields.getOrDefault("offers", List.of());
            if (!NODE.equals(one(fields, "FORM_TYPE"))
                    || receivers.isEmpty()
                    || receivers.size() > MOST
                    || receivers.size() != offers.size()) {
                return Optional.empty();
            }
            Map<OfferId, String> named = new HashMap<>();
            for (int i = 0; i < offers.size(); i++) {
                named.put(
                        new OfferId(offers.get(i)),
                        BareJid.parse(receivers.get(i)).orElseThrow(IllegalArgumentException::new));
            }
            String origin = BareJid.parse(one(fields, "origin"))
                    .filter(jid -> jid.indexOf('@') > 0)
                    .orElseThrow(IllegalArgumentException::new);
            String type = one(fields, "type");
            long size = Long.parseLong(one(fields, "size"));
            if (size < 0 || one(fields, "name").isEmpty()) {
                return Optional.empty();
            }
            Delivery.Content content = new Delivery.Content(one(fields, "name"), size, type.isEmpty() ? null : type);
            Delivery.Terms terms =
                    new Delivery.Terms(one(fields, "note"), Instant.parse(one(fields, "answer-by")), true, "en");
            return Optional.of(new Request(origin, content, terms, named));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** Whether a command is such a request: no user's has an origin. */
    static boolean isRequest(@Nullable Element command) {
        return command != null
                && command.getName().equals("command")
                && command.getNamespaceURI().equals(Markup.COMMANDS.uri())
                && NODE.equals(command.attributeValue("node"))
                && fields(command).containsKey("origin");
    }

    static Element answer(Outcome outcome) {
        Element command = Markup.COMMANDS
                .element("command")
                .addAttribute("node", NODE)
                .addAttribute("sessionid", NODE)
                .addAttribute("status", "completed");
        Element form = Markup.DATA.element("x").addAttribute("type", "result");
        field(form, "FORM_TYPE", List.of(NODE));
        field(form, REFUSED, List.copyOf(outcome.refused()));
        field(form, LATER, List.copyOf(outcome.later()));
        command.add(form);
        return command;
    }

    static Outcome outcome(@Nullable Element command) {
        Map<String, List<String>> fields = command == null ? Map.of() : fields(command);
        return new Outcome(
                Set.copyOf(fields.getOrDefault(REFUSED, List.of())), Set.copyOf(fields.getOrDefault(LATER, List.of())));
    }

    private static void field(Element form, String name, List<String> values) {
        Element field = Markup.DATA.element("field").addAttribute("var", name);
        values.forEach(value -> field.add(Markup.DATA.element("value", value)));
        form.add(field);
    }

    private static String one(Map<String, List<String>> fields, String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        String value = values.isEmpty() ? "" : values.get(0);
        if (value.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("a value is too long");
        }
        return value;
    }

    private static Map<String, List<String>> fields(Element command) {
        Map<String, List<String>> fields = new HashMap<>();
        for (Element form : command.elements("x")) {
            for (Element field : form.elements("field")) {
                List<String> values = new ArrayList<>();
                field.elements("value").forEach(value -> values.add(value.getText()));
                fields.put(field.attributeValue("var", ""), values);
            }
        }
        return fields;
    }
}
