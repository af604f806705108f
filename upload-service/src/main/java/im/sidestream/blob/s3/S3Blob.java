package im.sidestream.blob.s3;

import im.sidestream.blob.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * An object that is read as it comes. One request brings all bytes that are going to be read in their order; where its
 * answer breaks, another one goes on behind what came, since an object never changes.
 */
final class S3Blob implements Blob {
    private static final int BUFFER = 64 << 10;
    private static final int ATTEMPTS = 3;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final String key;
    private final S3Bucket bucket;
    private final long run;
    private final long size;
    private final byte[] buffer;
    private S3Bucket.@Nullable Body body;
    private long position;
    private long end;

    private S3Blob(String key, S3Bucket bucket, long run, long size, int buffer) {
        this.key = key;
        this.bucket = bucket;
        this.run = run;
        this.size = size;
        this.buffer = new byte[buffer];
    }

    /** Opens an object to be read anywhere. */
    static S3Blob open(String key, S3Bucket bucket) throws IOException {
        return new S3Blob(key, bucket, 0, bucket.find(key).size(), BUFFER);
    }

    /** Opens an object and asks for {@code length} of its bytes, at least one, at once. */
    static S3Blob open(String key, S3Bucket bucket, long from, long length) throws IOException {
        S3Blob blob = new S3Blob(key, bucket, from + length, UNKNOWN, (int) Math.min(BUFFER, length));
        blob.ask(from, from + length);
        return blob;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        if (from >= size) {
            return -1;
        }
        int wanted = Math.min(buffer.length, target.remaining());
        if (wanted == 0) {
            return 0;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                int count = read(from, wanted);
                target.put(buffer, 0, Math.max(count, 0));
                return count;
            } catch (StreamBroken e) {
                close();
                if (attempt == ATTEMPTS) {
                    throw e.cause();
                }
            }
        }
    }

    private int read(long from, int wanted) throws IOException {
        S3Bucket.Body coming = body;
        if (coming == null || from != position || from == end) {
            coming = ask(from, Math.max(run, Math.min(size, from + wanted)));
        }
        int count;
        try {
            count = coming.read(buffer, wanted);
        } catch (IOException e) {
            throw new StreamBroken(e);
        }
        if (count < 0 && position < end) {
            throw new StreamBroken(new EOFException(key + " ends at " + position + ", before " + end));
        }
        position += count;
        if (position == end) {
            body = null;
            coming.finish();
        }
        return count;
    }

    private S3Bucket.Body ask(long from, long until) throws IOException {
        close();
        S3Bucket.Body coming = bucket.open(key, from, until);
        body = coming;
        position = from;
        end = until;
        return coming;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, buffer.length));
        if (read(bytes, from) < 0) {
            throw new EOFException(key + " ends before " + from);
        }
        bytes.flip();
        return target.write(bytes);
    }

    @Override
    public void close() {
        S3Bucket.Body coming = body;
        body = null;
        if (coming != null) {
            coming.close();
        }
    }

    /** An answer that stopped on the way. */
    private static final class StreamBroken extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException cause;

        StreamBroken(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }
}
