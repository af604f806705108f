package im.sidestream.sweep;

import im.sidestream.slot.SlotId;
import java.util.Optional;

/**
 * What the name of a blob says: {@code <id>.<attempt>}, or {@code <id>.<start>.<attempt>} for a piece.
 *
 * @param isPiece whether it is a piece
 */
record BlobName(SlotId id, boolean isPiece, int attempt) {
    private static final int LONGEST_START = 19;

    static Optional<BlobName> parse(String text) {
        String[] parts = text.split("\\.", -1);
        boolean piece = parts.length == 3 && isNumber(parts[1], LONGEST_START);
        Optional<SlotId> id = SlotId.parse(parts[0]);
        Optional<Integer> attempt = attempt(parts[parts.length - 1]);
        return id.isPresent() && attempt.isPresent() && (piece || parts.length == 2)
                ? Optional.of(new BlobName(id.get(), piece, attempt.get()))
                : Optional.empty();
    }

    /** Uploads that came whole have attempts up to the largest there is. */
    private static Optional<Integer> attempt(String text) {
        long attempt = isNumber(text, 10) ? Long.parseLong(text) : Long.MAX_VALUE;
        return attempt <= Integer.MAX_VALUE ? Optional.of((int) attempt) : Optional.empty();
    }

    private static boolean isNumber(String text, int longest) {
        return !text.isEmpty() && text.length() <= longest && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
