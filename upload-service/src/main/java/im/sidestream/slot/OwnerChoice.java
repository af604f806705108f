package im.sidestream.slot;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a stored file decided about it afterwards.
 *
 * @param until to when it is kept although its retention may end before, or null; for {@link Purpose#EPHEMERAL} never
 *     beyond the time that was asked for with the slot
 * @param withdrawn whether its link is closed for now
 */
public record OwnerChoice(@Nullable Instant until, boolean withdrawn) {
    /** Nothing was decided. */
    public static final OwnerChoice NONE = new OwnerChoice(null, false);

    /** Returns to when the file is kept although its retention may end before, or empty. */
    public Optional<Instant> keptUntil() {
        return Optional.ofNullable(until);
    }
}
