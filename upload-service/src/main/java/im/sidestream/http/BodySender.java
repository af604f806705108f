package im.sidestream.http;

import im.sidestream.blob.Blob;
import im.sidestream.slot.Refusal;
import im.sidestream.transfer.Serving;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Sends a run of a file piece by piece, the next when the connection has taken the last, and ends the exchange. A file
 * that ends, is deleted or is withdrawn on the way is cut off.
 */
final class BodySender extends IteratingCallback {
    private final Exchange exchange;
    private final Blob blob;
    private final BodyPieces pieces;
    private final Serving serving;
    private final long start;
    private final long end;
    private long position;
    /** What is being written. */
    private @Nullable ByteBuffer piece;

    private BodySender(Exchange exchange, Serving serving, ByteRange part, Blob blob, BodyPieces pieces) {
        this.exchange = exchange;
        this.blob = blob;
        this.pieces = pieces;
        this.serving = serving;
        this.start = part.start();
        this.position = part.start();
        this.end = part.start() + part.length();
    }

    /**
     * Opens the bytes of {@code part}; {@link #iterate} sends them and ends the exchange.
     *
     * @throws IOException if they cannot be opened
     * @throws Refusal if the store does not answer
     */
    static BodySender open(Exchange exchange, Serving serving, ByteRange part, StandIn standIn)
            throws IOException, Refusal {
        Blob blob = serving.download().open(part.start(), part.length());
        BodyPieces pieces = BodyPieces.of(exchange.request(), blob, part.length(), standIn, serving::mayGoOn);
        return new BodySender(exchange, serving, part, blob, pieces);
    }

    @Override
    protected Action process() throws IOException {
        piece = null;
        if (position == end) {
            return Action.SUCCEEDED;
        }
        if (!serving.mayGoOn()) {
            throw new EofException("the file went while it was sent");
        }
        if (blob.isLocal()) {
            sendNext();
        } else {
            serving.download().threads().execute(this::fetchNext);
        }
        return Action.SCHEDULED;
    }

    private void sendNext() throws IOException {
        ByteBuffer bytes = pieces.next(position, end);
        position += bytes.remaining();
        piece = bytes;
        exchange.response().write(position == end, bytes, this);
    }

    /** Waits for a network, on a thread that may. */
    private void fetchNext() {
        try {
            sendNext();
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    @Override
    protected void onCompleteSuccess() {
        end();
        serving.sent(start, end);
        exchange.finished();
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        long gone = position - (piece == null ? 0 : piece.remaining());
        end();
        if (gone > start) {
            serving.sent(start, gone);
        }
        exchange.fail(failure);
    }

    private void end() {
        exchange.moved(position - start);
        pieces.release();
        IO.close(blob);
    }
}
