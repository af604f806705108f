package im.sidestream.slot;

import java.time.Instant;

/**
 * What is known of a file once it is complete.
 *
 * @param size bytes, the slot's size
 * @param digest over all of them
 * @param at when the file became visible
 */
public record Stored(long size, Sha256 digest, Instant at) {}
