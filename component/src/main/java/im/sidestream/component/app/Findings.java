package im.sidestream.component.app;

import java.util.ArrayList;
import java.util.List;

/** What a check found: problems, each in one line, and remarks that are none. */
final class Findings {
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void problem(String line) {
        problems.add(line);
    }

    void note(String line) {
        notes.add(line);
    }

    List<String> problems() {
        return problems;
    }

    List<String> notes() {
        return notes;
    }
}
