package im.sidestream.slot;

import java.util.List;

/** Hears of files that made room for newer ones, to tell their owner. */
@FunctionalInterface
public interface Evictions {
    /** Tells nobody. */
    Evictions SILENT = (owner, files) -> {};

    /** Is told once, after the files are gone for everyone; must not block. */
    void evicted(Owner owner, List<Upload> files);
}
