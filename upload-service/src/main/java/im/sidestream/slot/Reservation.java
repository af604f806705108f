package im.sidestream.slot;

import java.util.List;

/**
 * A slot's row, and what had to go for it.
 *
 * @param upload the row
 * @param evicted files of the same owner that made room, oldest first; usually none
 */
public record Reservation(Upload upload, List<Upload> evicted) {
    public Reservation {
        evicted = List.copyOf(evicted);
    }
}
