package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.JID;

/**
 * A form to fill in (XEP-0004 §3.1).
 *
 * @param type value of the hidden {@code FORM_TYPE} (XEP-0068)
 */
record Form(String title, String instructions, String type, List<Field> fields) implements Payload {

    private static final String FORM_TYPE = "FORM_TYPE";

    Form {
        fields = List.copyOf(fields);
    }

    @Override
    public Element toElement() {
        Element form = Markup.DATA.element("x").addAttribute("type", "form");
        form.add(Markup.DATA.element("title", title));
        if (!instructions.isEmpty()) {
            form.add(Markup.DATA.element("instructions", instructions));
        }
        form.add(Field.hidden(FORM_TYPE, type).toElement());
        fields.forEach(field -> form.add(field.toElement()));
        return form;
    }

    /**
     * Reads what was submitted (XEP-0004 §3.2 and §4): unknown fields are passed over, and those left out keep their value.
     *
     * @param form null for none, which leaves everything as it was shown
     */
    Submission read(@Nullable Element form, Phrases phrases) throws InvalidAnswer {
        Map<String, List<String>> given = form == null ? Map.of() : values(form, phrases);
        List<String> formType = given.getOrDefault(FORM_TYPE, List.of(type));
        if (!formType.equals(List.of(type))) {
            throw InvalidAnswer.payload(phrases.text("form.other"));
        }
        Map<String, List<String>> read = new HashMap<>();
        for (Field field : fields) {
            if (field.type() != Field.Type.FIXED) {
                List<String> values = given.getOrDefault(field.name(), field.values());
                read.put(field.name(), checked(field, values, phrases));
            }
        }
        return new Submission(read);
    }

    private static Map<String, List<String>> values(Element form, Phrases phrases) throws InvalidAnswer {
        String submitted = form.attributeValue("type");
        // XEP-0050 §3.4: a cancelled form is to be taken as a submitted one; there is an action for cancelling
        if (!"submit".equals(submitted) && !"cancel".equals(submitted)) {
            throw InvalidAnswer.payload(phrases.text("form.type"));
        }
        Map<String, List<String>> values = new HashMap<>();
        for (Element field : form.elements("field")) {
            String name = field.attributeValue("var");
            List<String> list = new ArrayList<>();
            field.elements("value").forEach(value -> list.add(value.getText()));
            if (name != null && values.put(name, list) != null) {
                throw InvalidAnswer.payload(phrases.text("form.repeated", Shown.cut(name)));
            }
        }
        return values;
    }

    private static List<String> checked(Field field, List<String> values, Phrases phrases) throws InvalidAnswer {
        if (field.type().isSingle() && values.size() > 1) {
            throw InvalidAnswer.payload(phrases.text("form.single", field.label()));
        }
        List<String> filled =
                values.stream().filter(value -> !value.isBlank()).distinct().toList();
        if (field.required() && filled.isEmpty()) {
            throw InvalidAnswer.payload(phrases.text("form.required", field.label()));
        }
        for (String value : filled) {
            if (!fits(field, value.strip())) {
                throw InvalidAnswer.value(phrases.text("form.value", field.label(), Shown.cut(value)));
            }
        }
        return filled;
    }

    private static boolean fits(Field field, String value) {
        return switch (field.type()) {
            case BOOLEAN -> List.of("0", "1", "true", "false").contains(value);
            case LIST_SINGLE -> field.options().containsKey(value);
            case JID_SINGLE -> isAddress(value);
            case FIXED, HIDDEN, JID_MULTI, TEXT_MULTI, TEXT_SINGLE -> true;
        };
    }

    private static boolean isAddress(String value) {
        try {
            return new JID(value).getNode() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
