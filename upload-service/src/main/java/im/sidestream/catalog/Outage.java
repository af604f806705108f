package im.sidestream.catalog;

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

    Outage(String name) {
        this.name = name;
    }

    /** Returns why nothing is tried now, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    void began(String why) {
        if (problem == null) {
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
