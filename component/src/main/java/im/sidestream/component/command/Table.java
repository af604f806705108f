package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import java.util.List;
import org.dom4j.Element;

/**
 * A list to read (XEP-0004 §3.4): {@code reported} comes before the items.
 *
 * @param type value of the hidden {@code FORM_TYPE}
 * @param columns in their order
 * @param rows values in the order of the columns
 */
record Table(String title, String type, List<Column> columns, List<List<String>> rows) implements Payload {

    /**
     * A column.
     *
     * @param field the field's type, by which clients know links and addresses
     */
    record Column(String name, String label, String field) {

        static Column text(String name, String label) {
            return new Column(name, label, "text-single");
        }
    }

    @Override
    public Element toElement() {
        Element form = Markup.DATA.element("x").addAttribute("type", "result");
        form.add(Markup.DATA.element("title", title));
        form.add(Field.hidden("FORM_TYPE", type).toElement());
        Element reported = Markup.DATA.element("reported");
        columns.forEach(column -> reported.add(Markup.DATA
                .element("field")
                .addAttribute("var", column.name())
                .addAttribute("type", column.field())
                .addAttribute("label", column.label())));
        form.add(reported);
        rows.forEach(row -> form.add(item(row)));
        return form;
    }

    private Element item(List<String> row) {
        Element item = Markup.DATA.element("item");
        for (int i = 0; i < columns.size(); i++) {
            Element field = Markup.DATA
                    .element("field")
                    .addAttribute("var", columns.get(i).name());
            field.add(Markup.DATA.element("value", row.get(i)));
            item.add(field);
        }
        return item;
    }
}
