package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what the service answered. */
final class Answers {

    private Answers() {}

    /** The slot of a result that has one, whole (S-12). */
    static XmlNode slot(XmlNode answer) {
        assertThat(answer.attribute("type")).as(text(answer)).isEqualTo("result");
        return answer.child("slot", Names.UPLOAD).orElseThrow(() -> new AssertionError("no slot in " + text(answer)));
    }

    static URI put(XmlNode slot) {
        return url(slot, "put");
    }

    static URI get(XmlNode slot) {
        return url(slot, "get");
    }

    private static URI url(XmlNode slot, String name) {
        List<XmlNode> elements = slot.children(name, Names.UPLOAD);
        assertThat(elements).as(text(slot)).hasSize(1);
        return URI.create(String.valueOf(elements.get(0).attribute("url")));
    }

    /** The error of an answer, whose type and condition must be these. */
    static XmlNode error(XmlNode answer, String type, String condition) {
        assertThat(answer.attribute("type")).as(text(answer)).isEqualTo("error");
        XmlNode error = answer.child("error", Names.CLIENT).orElseThrow();
        assertThat(error.attribute("type")).as(text(answer)).isEqualTo(type);
        assertThat(error.child(condition, Names.ERRORS)).as(text(answer)).isPresent();
        return error;
    }

    /** The query of a discovery's result. */
    static XmlNode query(XmlNode answer, String namespace) {
        assertThat(answer.attribute("type")).as(text(answer)).isEqualTo("result");
        return answer.child("query", namespace).orElseThrow();
    }

    /** The features of a disco#info result. */
    static List<String> features(XmlNode query) {
        return query.children("feature", Names.INFO).stream()
                .map(feature -> String.valueOf(feature.attribute("var")))
                .collect(Collectors.toList());
    }

    /** The form of that FORM_TYPE. */
    static Optional<XmlNode> form(XmlNode query, String formType) {
        return query.children("x", Names.FORM).stream()
                .filter(form -> field(form, "FORM_TYPE").equals(Optional.of(formType)))
                .findFirst();
    }

    /** The first value of a field. */
    static Optional<String> field(XmlNode form, String name) {
        return form.children("field", Names.FORM).stream()
                .filter(field -> name.equals(field.attribute("var")))
                .map(field -> String.valueOf(field.childText("value")))
                .findFirst();
    }

    static String text(XmlNode node) {
        return node.toXml(null);
    }
}
