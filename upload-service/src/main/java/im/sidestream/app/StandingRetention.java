package im.sidestream.app;

import im.sidestream.slot.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The retention that holds now for the files of all domains of a process. It is asked at each download. */
final class StandingRetention implements Supplier<Retention> {
    private final List<StandingPolicy> policies;
    private volatile Known known = new Known(List.of(), Retention.FOREVER);

    StandingRetention(List<StandingPolicy> policies) {
        this.policies = List.copyOf(policies);
    }

    @Override
    public Retention get() {
        Retention first = policies.get(0).policy().retention();
        return policies.size() == 1 ? first : together();
    }

    private Retention together() {
        List<Retention> parts = new ArrayList<>(policies.size());
        policies.forEach(policy -> parts.add(policy.policy().retention()));
        Known last = known;
        if (!last.parts.equals(parts)) {
            last = new Known(parts, combined(parts));
            known = last;
        }
        return last.whole;
    }

    private Retention combined(List<Retention> parts) {
        Map<String, Retention> services = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            services.put(policies.get(i).service(), parts.get(i));
        }
        return parts.get(0).with(services);
    }

    private record Known(List<Retention> parts, Retention whole) {}
}
