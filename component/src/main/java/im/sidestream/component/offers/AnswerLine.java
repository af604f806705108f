package im.sidestream.component.offers;

import im.sidestream.delivery.Decision;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A typed answer: a word for the decision, and perhaps a code, and nothing else. The words of all languages count
 * in each.
 *
 * @param code as typed, in capitals; empty for none
 */
record AnswerLine(Decision decision, String code) {

    private static final int LONGEST = 200;

    private static final Map<String, Decision> WORDS = Map.of(
            "yes", Decision.ACCEPT,
            "ja", Decision.ACCEPT,
            "no", Decision.DECLINE,
            "nein", Decision.DECLINE,
            "block", Decision.BLOCK,
            "sperren", Decision.BLOCK);

    /** What follows these is a sender: for all offers, and not for one. */
    private static final Set<String> NO_CODES = Set.of("ALL", "ALLE");

    static Optional<AnswerLine> parse(String body) {
        if (body.length() > LONGEST * 20) {
            return Optional.empty();
        }
        // quoted lines are those that a reply refers to (XEP-0461 §3.2)
        String text = body.lines()
                .filter(line -> !line.startsWith(">"))
                .collect(Collectors.joining(" "))
                .strip();
        String[] words = text.replaceAll("[“”\"„,.!]", " ").strip().split("\\s+", -1);
        if (text.length() > LONGEST || words.length > 2) {
            return Optional.empty();
        }
        String first = words[0].toLowerCase(Locale.ROOT);
        Decision decision = WORDS.get(first.startsWith("/") ? first.substring(1) : first);
        String code = words.length < 2 ? "" : words[1].toUpperCase(Locale.ROOT);
        return decision == null || NO_CODES.contains(code) || !code.matches("[A-Z0-9]{0,16}")
                ? Optional.empty()
                : Optional.of(new AnswerLine(decision, code));
    }
}
