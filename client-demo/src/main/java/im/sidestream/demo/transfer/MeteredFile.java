package im.sidestream.demo.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A file on its way out: exactly the promised number of bytes, hashed and counted while they are read. */
final class MeteredFile extends InputStream {

    private final InputStream in;
    private final long size;
    private final Progress progress;
    private final Digests.Running digests = new Digests.Running(List.of(Digests.SHA_256, Digests.SHA3_256));
    private final AtomicLong position = new AtomicLong();

    MeteredFile(Path file, long size, Progress progress) throws IOException {
        this(file, 0, size, progress);
    }

    /** The rest of a file, from {@code start} on; its hashes are those of the rest. */
    MeteredFile(Path file, long start, long size, Progress progress) throws IOException {
        this.in = Files.newInputStream(file);
        this.size = size;
        this.progress = progress;
        in.skipNBytes(start);
        position.set(start);
        progress.at(start);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long at = position.get();
        if (at == size) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, size - at));
        if (n < 0) {
            throw new EOFException("the file became shorter while it was sent");
        }
        digests.update(buffer, offset, n);
        progress.at(position.addAndGet(n));
        return n;
    }

    /** Bytes read so far. May be asked by any thread. */
    long position() {
        return position.get();
    }

    /** The hashes, once every byte was read. */
    Digests digests() {
        return digests.finish();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
