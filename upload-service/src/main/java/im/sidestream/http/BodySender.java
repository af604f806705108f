package im.sidestream.http;

import im.sidestream.blob.Blob;
import im.sidestream.transfer.Download;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends a run of a file through one pooled direct buffer: read, write, and again when the connection has taken it. A file
 * whose time ends on the way is cut off.
 */
final class BodySender extends IteratingCallback {
    private static final int BUFFER = 128 << 10;

    private final Exchange exchange;
    private final Download download;
    private final Blob blob;
    private final Clock clock;
    private final RetainableByteBuffer.Mutable buffer;
    private final long start;
    private final long end;
    private long position;

    private BodySender(Exchange exchange, Download download, ByteRange part, Clock clock) throws IOException {
        this.exchange = exchange;
        this.download = download;
        this.clock = clock;
        this.start = part.start();
        this.position = part.start();
        this.end = part.start() + part.length();
        this.blob = download.open();
        ByteBufferPool pool = exchange.request().getComponents().getByteBufferPool();
        this.buffer = pool.acquire((int) Math.min(BUFFER, part.length()), true);
    }

    /**
     * Opens the bytes of {@code part}; {@link #iterate} sends them and ends the exchange.
     *
     * @throws IOException if they cannot be opened
     */
    static BodySender open(Exchange exchange, Download download, ByteRange part, Clock clock) throws IOException {
        return new BodySender(exchange, download, part, clock);
    }

    @Override
    protected Action process() throws IOException {
        if (position == end) {
            return Action.SUCCEEDED;
        }
        if (!clock.instant().isBefore(download.expiry())) {
            throw new EOFException("the file expired while it was sent");
        }
        ByteBuffer bytes = fill();
        position += bytes.remaining();
        exchange.response().write(position == end, bytes, this);
        return Action.SCHEDULED;
    }

    private ByteBuffer fill() throws IOException {
        ByteBuffer bytes = buffer.getByteBuffer();
        BufferUtil.clearToFill(bytes);
        bytes.limit((int) Math.min(bytes.capacity(), end - position));
        while (bytes.hasRemaining()) {
            if (blob.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("the store has fewer bytes than the row says");
            }
        }
        bytes.flip();
        return bytes;
    }

    @Override
    protected void onCompleteSuccess() {
        end();
        exchange.finished();
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        end();
        exchange.fail(failure);
    }

    private void end() {
        exchange.moved(position - start);
        buffer.release();
        IO.close(blob);
    }
}
