package im.sidestream.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An open blob. It stays readable when it is deleted meanwhile; where it lies on another machine, what was not on its way
 * then may be missing. Safe for one reader at a time.
 */
public interface Blob extends Closeable {
    /** Returns whether its bytes lie on this machine, so that the system can send them without copying. */
    default boolean isLocal() {
        return true;
    }

    /**
     * Reads from {@code position} into {@code target}.
     *
     * @return how many bytes were read, or -1 at the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Hands at most {@code count} bytes from {@code position} on to {@code target}, without copying where the system can.
     *
     * @return how many were taken; 0 where the target takes none now
     * @throws java.io.EOFException if the blob has no byte at {@code position}
     */
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;
}
