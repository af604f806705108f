package im.sidestream.slot;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

    /** Returns what one of them may reserve for a purpose, offered or not. */
    Allowance allowance(Purpose purpose, StoreLimits store) {
        long bucket = bucket(purpose).map(Bucket::total).orElse(Quota.UNLIMITED);
        return new Allowance(bucket, quota, store.total(), store.evicts());
    }

    /** Returns how long a file may be kept at most, for any purpose and at its owner's wish; empty for ever. */
    public Optional<Duration> longestKept() {
        if (buckets.values().stream().anyMatch(bucket -> bucket.retention() == null)) {
            return Optional.empty();
        }
        return Stream.concat(Stream.of(longestKeep), buckets.values().stream().flatMap(one -> one.kept().stream()))
                .max(Comparator.naturalOrder());
    }

    /** Returns the purposes that are offered. */
    public Set<Purpose> purposes() {
        return buckets.keySet();
    }
}
