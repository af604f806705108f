package im.sidestream.delivery;

import im.sidestream.slot.SlotId;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names an offer, to its receiver alone: whoever knows it can answer on the page.
 *
 * @param value 160 random bits in unpadded base64url
 */
public record OfferId(String value) {
    public OfferId {
        if (SlotId.parse(value).isEmpty()) {
            throw new IllegalArgumentException("not the id of an offer");
        }
    }

    /** Returns a fresh id; {@code random} must be cryptographically strong. */
    public static OfferId random(RandomGenerator random) {
        return new OfferId(SlotId.random(random).value());
    }

    /** Returns the id that {@code text} spells, or empty where it spells none. */
    public static Optional<OfferId> parse(String text) {
        return SlotId.parse(text).map(id -> new OfferId(id.value()));
    }

    @Override
    public String toString() {
        return value;
    }
}
