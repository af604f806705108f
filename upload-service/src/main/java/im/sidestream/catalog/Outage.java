package im.sidestream.catalog;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database is away. From the first attempt in vain to connect until the next one that succeeds, everybody is
 * refused at once instead of waiting in vain, too; its end is looked for by one thread alone.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private final String name;
    private volatile @Nullable String problem;
    private final LongAdder count = new LongAdder();

    Outage(String name) {
        this.name = name;
    }

    /** Returns why nothing is tried now, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Returns how often the database was away. */
    long count() {
        return count.sum();
    }

    void began(String why) {
        if (problem == null) {
            count.increment();
            log.error("the catalog {} {}; this is tried again", name, why);
        }
        problem = "the catalog " + name + " " + why;
    }

    void ended() {
        if (problem != null) {
            log.info("the catalog {} is back", name);
        }
        problem = null;
    }
}
