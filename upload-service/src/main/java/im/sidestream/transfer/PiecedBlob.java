package im.sidestream.transfer;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Piece;
import im.sidestream.slot.SlotId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces of a file as one blob, of which one is open at a time. Each call ends at the end of a piece at the latest. */
final class PiecedBlob implements Blob {
    private final SlotId id;
    private final List<Piece> pieces;
    private final BlobStore blobs;
    private final long end;
    private int index;
    private @Nullable Blob open;

    private PiecedBlob(SlotId id, List<Piece> pieces, BlobStore blobs, long end) {
        this.id = id;
        this.pieces = pieces;
        this.blobs = blobs;
        this.end = end;
    }

    /**
     * Opens the piece that is read first, so that whoever removed the file is noticed at once.
     *
     * @param pieces at least one, in their order, without gaps
     * @param from where the bytes begin that are going to be read
     * @param length how many these are
     */
    static PiecedBlob open(SlotId id, List<Piece> pieces, BlobStore blobs, long from, long length) throws IOException {
        PiecedBlob blob = new PiecedBlob(id, pieces, blobs, from + length);
        blob.openAt(from);
        return blob;
    }

    @Override
    public boolean isLocal() {
        return open == null || open.isLocal();
    }

    static BlobKey key(SlotId id, Piece piece) {
        return BlobKey.piece(piece.directory(), id.value(), piece.start(), piece.attempt());
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (position >= size()) {
            return -1;
        }
        Blob piece = openAt(position);
        long left = pieces.get(index).end() - position;
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), left));
        try {
            return piece.read(target, position - pieces.get(index).start());
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        if (position >= size()) {
            throw new EOFException("the file ends at " + size());
        }
        Blob piece = openAt(position);
        Piece here = pieces.get(index);
        return piece.transferTo(position - here.start(), Math.min(count, here.end() - position), target);
    }

    private long size() {
        return pieces.get(pieces.size() - 1).end();
    }

    private Blob openAt(long position) throws IOException {
        Blob opened = open;
        if (opened != null && holds(pieces.get(index), position)) {
            return opened;
        }
        close();
        index = indexOf(position);
        Piece piece = pieces.get(index);
        long first = position - piece.start();
        long last = Math.min(end, piece.end()) - piece.start();
        Blob next = blobs.open(key(id, piece), first, Math.max(1, last - first));
        open = next;
        return next;
    }

    private static boolean holds(Piece piece, long position) {
        return piece.start() <= position && position < piece.end();
    }

    /** Mostly it is the next one. */
    private int indexOf(long position) {
        int from = pieces.get(index).start() <= position ? index : 0;
        while (from < pieces.size() - 1 && position >= pieces.get(from).end()) {
            from++;
        }
        return from;
    }

    @Override
    public void close() throws IOException {
        Blob opened = open;
        open = null;
        if (opened != null) {
            opened.close();
        }
    }
}
