package im.sidestream.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was said so far, for the whole service or for one of its domains.
 *
 * @param keys what has a name of its own
 * @param groups what is said for some accounts
 * @param foreign what is said of other servers
 */
record Said(Map<Key, Setting> keys, GroupSettings groups, ForeignSettings foreign) {
    Said() {
        this(new EnumMap<>(Key.class), new GroupSettings(), new ForeignSettings());
    }

    /** Returns what holds for a domain: what it says itself, and what it takes over. */
    Said with(Said domain) {
        Map<Key, Setting> all = new EnumMap<>(Key.class);
        all.putAll(keys);
        all.putAll(domain.keys);
        return new Said(all, domain.groups.isEmpty() ? groups : domain.groups, foreign);
    }

    Settings settings(Path base) throws ConfigException {
        return new Settings(keys, groups.byName(), foreign.byName(), base);
    }
}
