package im.sidestream.slot;

import java.util.List;
import java.util.Locale;

/**
 * Which media types are taken. Parameters and the case of letters do not count.
 *
 * @param allow types such as {@code image/png}, {@code image/*} for all of a kind, {@code *}{@code /*} for all; an empty list
 *     allows all
 * @param refuse the same; wins over {@code allow}
 */
public record TypeRules(List<String> allow, List<String> refuse) {
    /** Takes everything. */
    public static final TypeRules ANY = new TypeRules(List.of(), List.of());

    private static final String EVERY = "*/*";

    public TypeRules {
        allow = allow.contains(EVERY) ? List.of() : lower(allow);
        refuse = lower(refuse);
    }

    /** Returns whether a file of this type is taken. */
    public boolean accept(MediaType type) {
        String essence = type.essence();
        return (allow.isEmpty() || contains(allow, essence)) && !contains(refuse, essence);
    }

    private static boolean contains(List<String> patterns, String essence) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, essence));
    }

    private static boolean matches(String pattern, String essence) {
        return pattern.equals(EVERY)
                || pattern.equals(essence)
                || (pattern.endsWith("/*") && essence.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static List<String> lower(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
    }
}
