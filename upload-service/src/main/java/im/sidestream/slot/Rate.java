package im.sidestream.slot;

import java.time.Duration;

/**
 * How often one owner may ask for a slot.
 *
 * @param count slots
 * @param window in which they are counted
 */
public record Rate(int count, Duration window) {
    /** Limits nothing. */
    public static final Rate UNLIMITED = new Rate(Integer.MAX_VALUE, Duration.ofMinutes(1));

    public Rate {
        if (count < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a rate needs a positive count and window");
        }
    }
}
