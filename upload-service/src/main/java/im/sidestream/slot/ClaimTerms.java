package im.sidestream.slot;

import java.time.Duration;

/**
 * What a writer asks for when it claims a slot.
 *
 * @param directory where on the store it will write
 * @param lease how long the claim holds without a renewal
 * @param retry how long after the first claim a broken upload may be tried again
 */
public record ClaimTerms(String directory, Duration lease, Duration retry) {}
