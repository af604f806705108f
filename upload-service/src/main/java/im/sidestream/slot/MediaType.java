package im.sidestream.slot;

import java.util.Locale;
import java.util.Optional;

/**
 * A media type as RFC 9110 §8.3.1 spells it, parameters included. Types are compared without parameters and without
 * regard to case.
 *
 * @param value the whole value, for example {@code text/plain; charset=utf-8}; at most 255 printable ASCII characters
 */
public record MediaType(String value) {
    /** What a body is when nobody says anything about it (RFC 9110 §8.3). */
    public static final MediaType OCTET_STREAM = new MediaType("application/octet-stream");

    private static final int MAX_LENGTH = 255;
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    public MediaType {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a media type");
        }
    }

    /** Returns the type that {@code text} spells, or empty where it is malformed. */
    public static Optional<MediaType> parse(String text) {
        String trimmed = text.strip();
        return isWellFormed(trimmed) ? Optional.of(new MediaType(trimmed)) : Optional.empty();
    }

    /** Returns type and subtype alone, in lower case. */
    public String essence() {
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Returns whether both name the same type and subtype (XEP-0363 §6; parameters do not count). */
    public boolean sameAs(MediaType other) {
        return value.equals(other.value) || essence().equals(other.essence());
    }

    private static boolean isWellFormed(String text) {
        // a browser takes what follows a comma for another type, and heeds that one
        if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != ',')) {
            return false;
        }
        int end = text.indexOf(';');
        String essence = (end < 0 ? text : text.substring(0, end)).stripTrailing();
        int slash = essence.indexOf('/');
        return slash > 0 && isToken(essence.substring(0, slash)) && isToken(essence.substring(slash + 1));
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(MediaType::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
