package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import java.util.List;
import org.dom4j.Element;

/**
 * What a command brought, for machines (XEP-0004 §3.4). People read the note beside it.
 *
 * @param type value of the hidden {@code FORM_TYPE}
 */
record Result(String title, String type, List<Field> fields) implements Payload {

    Result {
        fields = List.copyOf(fields);
    }

    @Override
    public Element toElement() {
        Element form = Markup.DATA.element("x").addAttribute("type", "result");
        form.add(Markup.DATA.element("title", title));
        form.add(Field.hidden("FORM_TYPE", type).toElement());
        fields.forEach(field -> form.add(field.toElement()));
        return form;
    }
}
