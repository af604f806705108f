package im.sidestream.slot;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may store what.
 *
 * @param admission who may ask, and with what
 * @param groups how much
 * @param retention how long; agrees with what the groups' buckets say
 * @param store how full the store may become
 * @param slotLifetime how long after its slot a PUT may begin (XEP-0363 §11 recommends 300 s)
 */
public record SlotPolicy(
        Admission admission, Groups groups, Retention retention, StoreLimits store, Duration slotLifetime) {
    private static final Duration USUAL_LIFETIME = Duration.ofMinutes(5);

    /** Lets some accounts store messages' files without any limit. */
    public static SlotPolicy unlimited(String... allow) {
        Bucket bucket = new Bucket(Quota.UNLIMITED, Quota.UNLIMITED, null);
        Limits limits =
                new Limits(Limits.STANDARD, Map.of(Purpose.MESSAGE, bucket), Quota.NONE, Rate.UNLIMITED, Duration.ZERO);
        return new SlotPolicy(
                Admission.of(new Accounts(List.of(allow))),
                Groups.of(limits),
                Retention.FOREVER,
                StoreLimits.NONE,
                USUAL_LIFETIME);
    }

    /** Returns this policy with another admission. */
    public SlotPolicy admitting(Admission other) {
        return new SlotPolicy(other, groups, retention, store, slotLifetime);
    }

    /** Returns what the account with this bare JID may store. */
    public Limits limitsOf(String bareJid) {
        return groups.limitsOf(bareJid);
    }

    /** Returns how long anybody's file may be kept at most, for any purpose and at any wish; empty for ever. */
    public Optional<Duration> longestKept() {
        Stream<Limits> all = Stream.concat(
                Stream.of(groups.standard()), groups.named().stream().map(Groups.Group::limits));
        List<Optional<Duration>> longest = all.map(Limits::longestKept).toList();
        return longest.contains(Optional.<Duration>empty())
                ? Optional.empty()
                : longest.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    /** Returns the size of the largest file of a message, {@link Quota#UNLIMITED} where there is no limit. */
    public long maxFileSize() {
        return groups.standard()
                .bucket(Purpose.MESSAGE)
                .map(Bucket::maxFileSize)
                .orElse(0L);
    }
}
