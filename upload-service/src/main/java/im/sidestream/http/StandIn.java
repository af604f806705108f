package im.sidestream.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Address space that is never touched: what {@link FileEndPoint} shows to Jetty in place of a file's bytes. One mapping of
 * an empty (sparse, unlinked) file serves all connections, so it costs neither memory nor a mapping for each response.
 */
final class StandIn {
    /** The longest run that one write may announce: each costs a call, and the push of a packet that is not full. */
    static final int LENGTH = 128 << 20;

    private final ByteBuffer space;

    private StandIn(ByteBuffer space) {
        this.space = space;
    }

    /** Maps the space; its file is gone again when this returns. */
    static StandIn create() throws IOException {
        Path file = Files.createTempFile("sidestream", ".space");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return new StandIn(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH).asReadOnlyBuffer());
        }
    }

    /** Returns a buffer of {@code length} bytes whose content means nothing. */
    ByteBuffer of(int length) {
        ByteBuffer buffer = space.duplicate();
        buffer.limit(length);
        return buffer;
    }
}
