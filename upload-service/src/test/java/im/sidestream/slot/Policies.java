package im.sidestream.slot;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Policies that tests are made of. */
final class Policies {
    private Policies() {}

    static Limits limits(Quota quota, Rate rate, Map<Purpose, Bucket> buckets) {
        return new Limits(Limits.STANDARD, buckets, quota, rate, Duration.ZERO);
    }

    /** The same limits for everyone of one domain. */
    static SlotPolicy of(Limits limits) {
        return of(limits, StoreLimits.NONE);
    }

    static SlotPolicy of(Limits limits, StoreLimits store) {
        return new SlotPolicy(
                Admission.of(new Accounts(List.of("north.example"))),
                Groups.of(limits),
                Retention.FOREVER,
                store,
                Duration.ofMinutes(5));
    }
}
