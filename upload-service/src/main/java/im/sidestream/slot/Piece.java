package im.sidestream.slot;

/**
 * A run of an upload's bytes that is on the store. The pieces of an upload follow each other without a gap.
 *
 * @param start where in the file it begins
 * @param size bytes
 * @param attempt the attempt that wrote it
 * @param directory where on the store it lies
 */
public record Piece(long start, long size, int attempt, String directory) {
    /** Returns where in the file the next piece begins. */
    public long end() {
        return start + size;
    }
}
