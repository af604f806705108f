package im.sidestream.app;

import im.sidestream.blob.BlobKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a check of the store found: each problem by its key, all else by number. */
final class Findings {
    static final String GOOD = "good files";
    static final String WRONG_LENGTH = "length differs from the catalog's";
    static final String MISSING = "file is missing";
    static final String UNREADABLE = "file cannot be read";
    static final String GARBAGE = "belongs to no file";
    static final String UNDER_WAY = "uploads under way or broken";
    static final String DELETED = "deleted during this check";

    private static final Set<String> PROBLEMS = Set.of(WRONG_LENGTH, MISSING, UNREADABLE, GARBAGE);

    private final Map<String, Integer> counts = new TreeMap<>();
    private final StringBuilder problems = new StringBuilder();

    void add(BlobKey key, String finding) {
        counts.merge(finding, 1, Integer::sum);
        if (PROBLEMS.contains(finding)) {
            problems.append(key).append(": ").append(finding).append('\n');
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(problems);
        counts.forEach((finding, count) ->
                text.append(finding).append(": ").append(count).append('\n'));
        return text.toString();
    }
}
