package im.sidestream.http;

import im.sidestream.blob.Blob;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends a run of a file piece by piece, the next when the connection has taken the last, and ends the exchange. A file
 * whose time ends on the way is cut off.
 */
final class BodySender extends IteratingCallback {
    private final Exchange exchange;
    private final Download download;
    private final Blob blob;
    private final BodyPieces pieces;
    private final Downloads downloads;
    private final long start;
    private final long end;
    private long position;

    private BodySender(
            Exchange exchange, Download download, ByteRange part, Blob blob, BodyPieces pieces, Downloads downloads) {
        this.exchange = exchange;
        this.download = download;
        this.blob = blob;
        this.pieces = pieces;
        this.downloads = downloads;
        this.start = part.start();
        this.position = part.start();
        this.end = part.start() + part.length();
    }

    /**
     * Opens the bytes of {@code part}; {@link #iterate} sends them and ends the exchange.
     *
     * @throws IOException if they cannot be opened
     */
    static BodySender open(Exchange exchange, Download download, ByteRange part, StandIn standIn, Downloads downloads)
            throws IOException {
        Blob blob = download.open();
        BodyPieces pieces = BodyPieces.of(exchange.request(), blob, part, standIn);
        return new BodySender(exchange, download, part, blob, pieces, downloads);
    }

    @Override
    protected Action process() throws IOException {
        if (position == end) {
            return Action.SUCCEEDED;
        }
        if (!downloads.clock().instant().isBefore(download.expiry())) {
            throw new EofException("the file expired while it was sent");
        }
        ByteBuffer bytes = pieces.next(position, end);
        position += bytes.remaining();
        exchange.response().write(position == end, bytes, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        end();
        downloads.sent(download, end);
        exchange.finished();
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        end();
        exchange.fail(failure);
    }

    private void end() {
        exchange.moved(position - start);
        pieces.release();
        IO.close(blob);
    }
}
