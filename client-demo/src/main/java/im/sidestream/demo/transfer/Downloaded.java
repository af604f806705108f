package im.sidestream.demo.transfer;

import java.nio.file.Path;

/**
 * A file that was fetched and kept.
 *
 * @param path where it is now
 * @param bytes its length
 * @param digests its hashes, read back from the disk; SHA-256 always among them
 * @param verified whether at least one announced hash was compared
 * @param requests how many HTTP requests it took; more than one means that it was resumed, none that it came another way
 */
public record Downloaded(Path path, long bytes, Digests digests, boolean verified, int requests) {}
