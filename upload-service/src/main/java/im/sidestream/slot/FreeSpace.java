package im.sidestream.slot;

import java.io.IOException;

/** How much the store can still take. */
@FunctionalInterface
public interface FreeSpace {
    /** A store without an end. */
    FreeSpace UNLIMITED = () -> Long.MAX_VALUE;

    /** Returns the bytes that are free now. */
    long bytes() throws IOException;
}
