package im.sidestream.http;

import im.sidestream.blob.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A plain connection that can send bytes of a file without copying them through this process. Jetty writes buffers alone,
 * so a run of file bytes is announced by a stand-in: a buffer of the same length whose content is never looked at. When
 * the stand-in comes to be flushed, the file's bytes go in its place, and its position tells how many went; all of
 * Jetty's accounting, flow control and time-outs hold as for any buffer.
 */
final class FileEndPoint extends SocketChannelEndPoint {
    private @Nullable Run run;

    FileEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /**
     * Announces that {@code standIn}, which is written next, means bytes of {@code blob} from {@code position}. The blob
     * must stay open until that write has ended.
     *
     * @param mayGoOn asked before any of it is sent: a slow reader takes its time for a run
     */
    void announce(ByteBuffer standIn, Blob blob, long position, BooleanSupplier mayGoOn) {
        run = new Run(standIn, blob, position - standIn.position(), mayGoOn);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        Run announced = run;
        int index = announced == null ? -1 : announced.indexIn(buffers);
        if (announced == null) {
            return super.flush(buffers);
        }
        if (index < 0) {
            // sent as it is, the stand-in would pass for the file
            throw new EofException("an announced run of a file is not what is written");
        }
        boolean before = index == 0 || super.flush(Arrays.copyOf(buffers, index));
        return before && transfer(announced) && super.flush(Arrays.copyOfRange(buffers, index + 1, buffers.length));
    }

    /** Returns whether all bytes of the run went. */
    private boolean transfer(Run announced) throws IOException {
        ByteBuffer standIn = announced.standIn;
        try {
            while (standIn.hasRemaining()) {
                if (!announced.mayGoOn.getAsBoolean()) {
                    throw new EofException("the file went while it was sent");
                }
                long at = announced.offset + standIn.position();
                long moved = announced.blob.transferTo(at, standIn.remaining(), getChannel());
                if (moved == 0) {
                    return false;
                }
                standIn.position(standIn.position() + (int) moved);
                notIdle();
            }
        } catch (EOFException e) {
            // the store's fault; everything else is taken for the connection's end
            throw e;
        } catch (IOException e) {
            throw new EofException(e);
        }
        run = null;
        return true;
    }

    /** A stand-in and where in the blob its first position lies. */
    private record Run(ByteBuffer standIn, Blob blob, long offset, BooleanSupplier mayGoOn) {
        @SuppressWarnings("ReferenceEquality") // a buffer with equal content would be another one
        int indexIn(ByteBuffer[] buffers) {
            for (int i = 0; i < buffers.length; i++) {
                if (buffers[i] == standIn) {
                    return i;
                }
            }
            return -1;
        }
    }
}
