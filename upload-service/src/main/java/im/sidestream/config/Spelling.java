package im.sidestream.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the key that somebody meant. */
final class Spelling {
    private static final int MOST_EDITS = 3;

    private Spelling() {}

    /** Returns the known name nearest to {@code wrong}: misspelt, or right in another section; empty if none is near. */
    static Optional<String> suggest(String wrong) {
        return suggest(wrong, Arrays.stream(Key.values()).map(Key::path).toList());
    }

    /** Does the same among {@code known} names. */
    static Optional<String> suggest(String wrong, List<String> known) {
        Optional<String> misspelt = known.stream()
                .filter(path -> distance(path, wrong) <= MOST_EDITS)
                .min(Comparator.comparingInt(path -> distance(path, wrong)));
        return misspelt.or(() -> known.stream()
                .filter(path -> lastWord(path).equals(lastWord(wrong)))
                .findFirst());
    }

    private static String lastWord(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Counts inserted, removed and replaced characters. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
