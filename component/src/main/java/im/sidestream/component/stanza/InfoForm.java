package im.sidestream.component.stanza;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;

/**
 * A form that extends a disco#info answer (XEP-0128, XEP-0068, XEP-0004 §3.2).
 *
 * @param formType value of the hidden {@code FORM_TYPE} field
 * @param fields values by field name, in the order in which they are shown
 * @param types types of those fields whose specification wants them told
 */
public record InfoForm(String formType, Map<String, List<String>> fields, Map<String, String> types) {

    private static final Namespace DATA = new Namespace("", "jabber:x:data");
    private static final QName X = new QName("x", DATA);
    private static final QName FIELD = new QName("field", DATA);
    private static final QName VALUE = new QName("value", DATA);

    public InfoForm {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        types = Map.copyOf(types);
    }

    /** A form whose fields need no types, as is usual for results. */
    public InfoForm(String formType, Map<String, List<String>> fields) {
        this(formType, fields, Map.of());
    }

    /** A form with one field of one value. */
    public static InfoForm of(String formType, String field, String value) {
        return new InfoForm(formType, Map.of(field, List.of(value)));
    }

    Element toElement() {
        Element form = new DefaultElement(X);
        form.addAttribute("type", "result");
        form.add(field("FORM_TYPE", List.of(formType)).addAttribute("type", "hidden"));
        fields.forEach((name, values) -> form.add(typed(name, field(name, values))));
        return form;
    }

    private Element typed(String name, Element field) {
        String type = types.get(name);
        return type == null ? field : field.addAttribute("type", type);
    }

    private static Element field(String name, List<String> values) {
        Element field = new DefaultElement(FIELD);
        field.addAttribute("var", name);
        for (String value : values) {
            Element element = new DefaultElement(VALUE);
            field.add(element.addText(value));
        }
        return field;
    }
}
