package im.sidestream.transfer;

/**
 * What a cache holds now, and how often it could help since the start.
 *
 * @param held in the cache's own unit
 * @param hits questions that it answered
 * @param misses questions that it could not answer
 */
public record CacheLoad(long held, long hits, long misses) {}
