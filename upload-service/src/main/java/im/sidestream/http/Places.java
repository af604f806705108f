package im.sidestream.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections, and requests of HTTP/2 on them, there may be at a time: each costs memory, and a process without
 * memory serves nobody. Thread-safe.
 */
final class Places {
    private static final Logger log = LoggerFactory.getLogger(Places.class);

    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();
    private final LongAdder refused = new LongAdder();

    Places(HttpGuards guards) {
        this.most = guards.connections();
    }

    /** Takes one, to be given back in any case, and returns whether that is still within the limit. */
    boolean take() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        refused.increment();
        if (full.compareAndSet(false, true)) {
            log.warn("{} connections and streams are open (http.connections): further ones are refused", most);
        }
        return false;
    }

    void giveBack() {
        // one line for each time that there are too many, not one for each of them
        if (taken.decrementAndGet() < most - most / 10) {
            full.set(false);
        }
    }

    /** Returns how many connections and requests have been refused for there were too many. */
    long refused() {
        return refused.sum();
    }
}
