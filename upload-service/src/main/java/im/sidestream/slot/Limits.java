package im.sidestream.slot;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a group of users may store.
 *
 * @param group the group's name, {@code default} for everyone else
 * @param buckets the purposes that are offered, each with its own limits
 * @param quota how much each of them may store altogether
 * @param rate how often each of them may ask
 * @param longestKeep how long after it was stored a file may be kept at its owner's wish, zero for never longer than its
 *     retention
 */
public record Limits(String group, Map<Purpose, Bucket> buckets, Quota quota, Rate rate, Duration longestKeep) {
    /** The group of those who are in no other one. */
    public static final String STANDARD = "default";

    public Limits {
        Map<Purpose, Bucket> copy = new EnumMap<>(Purpose.class);
        copy.putAll(buckets);
        buckets = Map.copyOf(copy);
    }

    /** Returns the limits of a purpose, or empty where it is not offered. */
    public Optional<Bucket> bucket(Purpose purpose) {
        return Optional.ofNullable(buckets.get(purpose));
    }

    /** Returns the purposes that are offered. */
    public Set<Purpose> purposes() {
        return buckets.keySet();
    }
}
