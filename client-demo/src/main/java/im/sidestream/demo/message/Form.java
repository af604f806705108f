package im.sidestream.demo.message;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data form that came (XEP-0004), read as far as a machine needs it.
 *
 * @param node the {@code <x/>}
 */
public record Form(XmlNode node) {

    static final String NAMESPACE = "jabber:x:data";

    private static final String TYPE = "FORM_TYPE";
    private static final String FIELD = "field";
    private static final String VALUE = "value";

    /** What the form is about, or null. */
    public @Nullable String type() {
        return value(TYPE);
    }

    /** The first value of a field, or null. */
    public @Nullable String value(String name) {
        return field(name).map(field -> field.childText(VALUE)).orElse(null);
    }

    /** Whether a field offers that choice. */
    public boolean offers(String name, String value) {
        return field(name).stream()
                .flatMap(field -> field.children("option", NAMESPACE).stream())
                .anyMatch(option -> value.equals(option.childText(VALUE)));
    }

    /** The rows of a table, as forms of their own. */
    public List<Form> rows() {
        return node.children("item", NAMESPACE).stream().map(Form::new).toList();
    }

    private Optional<XmlNode> field(String name) {
        return node.children(FIELD, NAMESPACE).stream()
                .filter(field -> name.equals(field.attribute("var")))
                .findFirst();
    }

    /** The beginning of an answer to a form of that type. */
    static Answer answer(String type) {
        return new Answer(XmlNode.of("x", NAMESPACE).with("type", "submit")).with(TYPE, type);
    }

    /**
     * A form that is filled in.
     *
     * @param node so far
     */
    record Answer(XmlNode node) {
        Answer with(String name, String value) {
            return new Answer(
                    node.with(XmlNode.of(FIELD, NAMESPACE).with("var", name).withText(VALUE, value)));
        }
    }
}
