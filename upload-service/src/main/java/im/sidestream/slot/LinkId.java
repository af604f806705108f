package im.sidestream.slot;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names a receiver's own link: whoever knows it can fetch the file until it is withdrawn or gone.
 *
 * @param value 160 random bits in unpadded base64url
 */
public record LinkId(String value) {
    public LinkId {
        if (SlotId.parse(value).isEmpty()) {
            throw new IllegalArgumentException("not the id of a link");
        }
    }

    /** Returns a fresh id; {@code random} must be cryptographically strong. */
    public static LinkId random(RandomGenerator random) {
        return new LinkId(SlotId.random(random).value());
    }

    /** Returns the id that {@code text} spells, or empty where it spells none. */
    public static Optional<LinkId> parse(String text) {
        return SlotId.parse(text).map(id -> new LinkId(id.value()));
    }

    @Override
    public String toString() {
        return value;
    }
}
