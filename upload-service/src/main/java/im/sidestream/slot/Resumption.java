package im.sidestream.slot;

import java.time.Instant;

/**
 * How far an upload came, and how long it may be gone on with.
 *
 * @param upload the row; its {@link Upload#pieced} is the offset while it is under way
 * @param until from when on it cannot be gone on with; nothing is meant for what is stored or gone
 */
public record Resumption(Upload upload, Instant until) {}
