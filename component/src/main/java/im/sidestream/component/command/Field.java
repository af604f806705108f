package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import java.util.List;
import java.util.Map;
import org.dom4j.Element;

/**
 * A field of a form (XEP-0004 §3.2).
 *
 * @param values what it is shown with
 * @param options labels by value, for a list
 */
record Field(Type type, String name, String label, boolean required, List<String> values, Map<String, String> options) {

    /** XEP-0004 §3.3. */
    enum Type {
        BOOLEAN("boolean"),
        FIXED("fixed"),
        HIDDEN("hidden"),
        JID_MULTI("jid-multi"),
        JID_SINGLE("jid-single"),
        LIST_SINGLE("list-single"),
        TEXT_MULTI("text-multi"),
        TEXT_SINGLE("text-single");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        boolean isSingle() {
            return this != JID_MULTI && this != TEXT_MULTI;
        }
    }

    static Field text(String name, String label, String value) {
        return new Field(Type.TEXT_SINGLE, name, label, false, value.isEmpty() ? List.of() : List.of(value), Map.of());
    }

    static Field lines(Type type, String name, String label, List<String> values) {
        return new Field(type, name, label, false, values, Map.of());
    }

    static Field required(Type type, String name, String label) {
        return new Field(type, name, label, true, List.of(), Map.of());
    }

    static Field flag(String name, String label, boolean value) {
        return new Field(Type.BOOLEAN, name, label, true, List.of(value ? "1" : "0"), Map.of());
    }

    static Field choice(String name, String label, String value, Map<String, String> options) {
        List<String> values = value.isEmpty() ? List.of() : List.of(value);
        return new Field(Type.LIST_SINGLE, name, label, true, values, options);
    }

    static Field fixed(String text) {
        return new Field(Type.FIXED, "", "", false, List.of(text), Map.of());
    }

    static Field hidden(String name, String value) {
        return new Field(Type.HIDDEN, name, "", false, List.of(value), Map.of());
    }

    Element toElement() {
        Element field = Markup.DATA.element("field").addAttribute("type", type.word);
        if (!name.isEmpty()) {
            field.addAttribute("var", name);
        }
        if (!label.isEmpty()) {
            field.addAttribute("label", label);
        }
        if (required) {
            field.add(Markup.DATA.element("required"));
        }
        values.forEach(value -> field.add(Markup.DATA.element("value", value)));
        options.forEach((value, text) -> {
            Element option = Markup.DATA.element("option").addAttribute("label", text);
            option.add(Markup.DATA.element("value", value));
            field.add(option);
        });
        return field;
    }
}
