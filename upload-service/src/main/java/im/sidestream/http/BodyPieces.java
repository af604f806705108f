package im.sidestream.http;

import im.sidestream.blob.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** The way a body goes out: what is written next, and what is given back at the end. */
sealed interface BodyPieces {
    /** Below this a copy costs less than the calls that avoid it, and it leaves together with the headers. */
    int WORTH_TRANSFERRING = 128 << 10;

    /** Returns the piece at {@code position}, at least a byte and nothing beyond {@code end}. */
    ByteBuffer next(long position, long end) throws IOException;

    /** Gives back what the pieces were made of. */
    void release();

    /** Chooses: large runs over a plain connection are handed to the system, everything else goes through a buffer. */
    static BodyPieces of(Request request, Blob blob, long total, StandIn standIn, BooleanSupplier mayGoOn) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        boolean direct =
                blob.isLocal() && total >= WORTH_TRANSFERRING && connection.getHttpVersion() == HttpVersion.HTTP_1_1;
        if (direct && plain(connection.getConnection().getEndPoint()) instanceof FileEndPoint endPoint) {
            return new Transferred(endPoint, blob, standIn, mayGoOn);
        }
        ByteBufferPool pool = request.getComponents().getByteBufferPool();
        int length = (int) Math.min(Buffered.LONGEST, total);
        return new Buffered(blob, pool.acquire(length, true));
    }

    /** What the PROXY protocol told is around the end point that writes; what TLS puts around it must stay. */
    private static EndPoint plain(EndPoint endPoint) {
        return endPoint instanceof ProxyEndPoint proxied ? proxied.unwrap() : endPoint;
    }

    /** Bytes that the system sends from the file itself. */
    record Transferred(FileEndPoint endPoint, Blob blob, StandIn standIn, BooleanSupplier mayGoOn)
            implements BodyPieces {
        @Override
        public ByteBuffer next(long position, long end) {
            ByteBuffer piece = standIn.of((int) Math.min(StandIn.LENGTH, end - position));
            endPoint.announce(piece, blob, position, mayGoOn);
            return piece;
        }

        @Override
        public void release() {}
    }

    /** Bytes read into one pooled direct buffer. */
    record Buffered(Blob blob, RetainableByteBuffer.Mutable buffer) implements BodyPieces {
        static final int LONGEST = 128 << 10;

        @Override
        public ByteBuffer next(long position, long end) throws IOException {
            ByteBuffer bytes = buffer.getByteBuffer();
            BufferUtil.clearToFill(bytes);
            bytes.limit((int) Math.min(Math.min(bytes.capacity(), LONGEST), end - position));
            while (bytes.hasRemaining()) {
                if (blob.read(bytes, position + bytes.position()) < 0) {
                    throw new EOFException("the store has fewer bytes than the row says");
                }
            }
            bytes.flip();
            return bytes;
        }

        @Override
        public void release() {
            buffer.release();
        }
    }
}
