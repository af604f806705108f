package im.sidestream.delivery;

import im.sidestream.slot.SlotId;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names a delivery, to its sender alone: whoever knows it can read the report.
 *
 * @param value 160 random bits in unpadded base64url
 */
public record DeliveryId(String value) {
    public DeliveryId {
        if (SlotId.parse(value).isEmpty()) {
            throw new IllegalArgumentException("not the id of a delivery");
        }
    }

    /** Returns a fresh id; {@code random} must be cryptographically strong. */
    public static DeliveryId random(RandomGenerator random) {
        return new DeliveryId(SlotId.random(random).value());
    }

    /** Returns the id that {@code text} spells, or empty where it spells none. */
    public static Optional<DeliveryId> parse(String text) {
        return SlotId.parse(text).map(id -> new DeliveryId(id.value()));
    }

    @Override
    public String toString() {
        return value;
    }
}
