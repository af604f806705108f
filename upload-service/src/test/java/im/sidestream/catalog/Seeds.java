package im.sidestream.catalog;

import java.util.stream.LongStream;

/**
 * The seeds of a property's runs: few in every build, 200 with {@code -Dsidestream.full=true}, and any run of them with
 * {@code -Dsidestream.seeds=51-100}.
 */
final class Seeds {
    private static final long FULL = 200;

    private Seeds() {}

    static LongStream from1To(long few) {
        String wanted = System.getProperty("sidestream.seeds", "");
        if (wanted.isEmpty()) {
            return LongStream.rangeClosed(1, Boolean.getBoolean("sidestream.full") ? FULL : few);
        }
        String[] ends = wanted.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }
}
