package im.sidestream.foreign;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a JSON object (RFC 8259) whose members are texts, whole numbers, true, false and null: all that tokens hold. A
 * name that stands twice is refused, since two readers could take different ones (RFC 8725 §2.4).
 */
final class FlatJson {
    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /** Returns the members, texts as {@code String}, numbers as {@code Long}, or empty for anything else. */
    static Optional<Map<String, Object>> read(String text) {
        try {
            return Optional.of(new FlatJson(text).object());
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new HashMap<>();
        take('{');
        if (next() != '}') {
            member(members);
            while (next() == ',') {
                take(',');
                member(members);
            }
        }
        take('}');
        skipSpace();
        require(at == text.length());
        return members;
    }

    private void member(Map<String, Object> members) {
        require(next() == '"');
        String name = string();
        take(':');
        Object value = value();
        require(members.putIfAbsent(name, value) == null);
    }

    private Object value() {
        char first = next();
        if (first == '"') {
            return string();
        }
        int start = at;
        while (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> Optional.empty();
            default -> number(word);
        };
    }

    /** Some writers spell whole numbers as {@code 1.7e9} or {@code 5.0}. */
    private static Long number(String word) {
        require(word.matches("-?[0-9][0-9.eE+-]{0,30}"));
        try {
            return new BigDecimal(word).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(word, e);
        }
    }

    private String string() {
        take('"');
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            require(c >= ' ');
            value.append(c == '\\' ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        require(c == 'u');
        String digits = text.substring(at, at + 4);
        require(digits.matches("[0-9a-fA-F]{4}"));
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private char next() {
        skipSpace();
        return text.charAt(at);
    }

    private void take(char expected) {
        require(next() == expected);
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("not such an object");
        }
    }
}
