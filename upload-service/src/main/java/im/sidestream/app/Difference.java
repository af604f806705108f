package im.sidestream.app;

import im.sidestream.config.Agreed;
import im.sidestream.slot.Nodes.Node;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * In what two processes of one catalog were configured differently.
 *
 * @param other the other process
 * @param breaking keys that must be equal, or links of one do not work at the other
 * @param passing keys that may differ while a change is rolled out
 */
record Difference(Node other, SortedSet<String> breaking, SortedSet<String> passing) {
    private static final String SIGNING_KEY = "http.signing-key";
    private static final String DOMAIN = "xmpp.domain";
    private static final String FOREIGN = "foreign.";

    static Difference between(Node self, Node other) {
        SortedSet<String> breaking = new TreeSet<>();
        SortedSet<String> passing = new TreeSet<>();
        for (String key : keys(self, other)) {
            String section = section(key);
            if (!section.isEmpty() && !(has(self, section) && has(other, section))) {
                // unknown at one of them: its links are not found there, and none is wrong
                passing.add(section.substring(0, section.length() - 1));
            } else if (!section.isEmpty() || key.equals(SIGNING_KEY) || key.equals(Agreed.STORE)) {
                breaking.add(key);
            } else {
                passing.add(key);
            }
        }
        return new Difference(other, breaking, self.service().equals(other.service()) ? passing : services(passing));
    }

    /** Other services have limits and names of their own; only that they share the catalog is worth a word. */
    private static SortedSet<String> services(SortedSet<String> passing) {
        passing.removeIf(key -> !key.equals(DOMAIN) && !key.startsWith(FOREIGN));
        return passing;
    }

    private static Set<String> keys(Node self, Node other) {
        Map<String, String> here = self.agreed();
        Map<String, String> there = other.agreed();
        Set<String> keys = new TreeSet<>();
        Stream.concat(here.keySet().stream(), there.keySet().stream())
                .filter(key -> !Objects.equals(here.get(key), there.get(key)))
                .forEach(keys::add);
        return keys;
    }

    /** Returns how the keys of the same section begin, or nothing where a key is in none. */
    private static String section(String key) {
        return key.startsWith(FOREIGN) ? key.substring(0, key.indexOf('.', FOREIGN.length()) + 1) : "";
    }

    private static boolean has(Node node, String section) {
        return node.agreed().keySet().stream().anyMatch(key -> key.startsWith(section));
    }

    boolean isBreaking() {
        return !breaking.isEmpty();
    }

    boolean isNone() {
        return breaking.isEmpty() && passing.isEmpty();
    }

    /** Returns which keys differ where, without a word about what they say. */
    String line() {
        return String.join(
                        ", ", Stream.concat(breaking.stream(), passing.stream()).toList()) + " at node " + other;
    }

    /** Returns why a process cannot work beside the other one. */
    String refusal() {
        return String.join(", ", breaking)
                + (breaking.size() == 1 ? " is" : " are") + " not what node " + other
                + " has, which runs on the same catalog: links of one would not work at the other";
    }
}
