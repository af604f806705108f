package im.sidestream.component.command;

import java.util.List;
import java.util.Map;

/** What a form was filled in with; fields that were left out have the values they were shown with. */
record Submission(Map<String, List<String>> values) {

    static final Submission NONE = new Submission(Map.of());

    Submission {
        values = Map.copyOf(values);
    }

    List<String> all(String field) {
        return values.getOrDefault(field, List.of());
    }

    /** The value without spaces around it, empty for none. */
    String one(String field) {
        List<String> all = all(field);
        return all.isEmpty() ? "" : all.get(0).strip();
    }

    boolean flag(String field) {
        String value = one(field);
        return value.equals("1") || value.equals("true");
    }
}
