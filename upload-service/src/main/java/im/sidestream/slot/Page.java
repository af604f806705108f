package im.sidestream.slot;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a longer list.
 *
 * @param items in the order of the list
 * @param next what to ask for the following page with, or null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /** Returns what to ask for the following page with, or empty on the last one. */
    public Optional<String> following() {
        return Optional.ofNullable(next);
    }
}
