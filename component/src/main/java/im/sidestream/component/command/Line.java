package im.sidestream.component.command;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A typed line, word by word. */
final class Line {

    private final Deque<String> words;

    private Line(List<String> words) {
        this.words = new ArrayDeque<>(words);
    }

    /** Reads a message; quoted lines before the text are those that a reply refers to (XEP-0461 §3.2). */
    static Line of(String body) {
        String text = body.lines().filter(line -> !line.startsWith(">")).collect(Collectors.joining(" "));
        return new Line(Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** The same words, to be read twice. */
    Line copy() {
        return new Line(List.copyOf(words));
    }

    /** The next word as it was typed, empty at the end. */
    String word() {
        String word = words.poll();
        return word == null ? "" : word;
    }

    /** The next word in small letters; a slash before it is how other bots are spoken to. */
    String keyword() {
        String word = word().toLowerCase(Locale.ROOT);
        return word.startsWith("/") ? word.substring(1) : word;
    }

    boolean isNext(String keyword) {
        String next = words.peek();
        return next != null && next.toLowerCase(Locale.ROOT).equals(keyword);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    String rest() {
        String rest = String.join(" ", words);
        words.clear();
        return rest;
    }
}
