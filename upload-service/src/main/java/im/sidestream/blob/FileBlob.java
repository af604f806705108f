package im.sidestream.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A blob that is an open file. */
record FileBlob(FileChannel channel) implements Blob {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        long moved = channel.transferTo(position, count, target);
        if (moved == 0 && position >= channel.size()) {
            // otherwise it would look like a target that takes nothing now, for ever
            throw new EOFException("the file ends at " + channel.size());
        }
        return moved;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
