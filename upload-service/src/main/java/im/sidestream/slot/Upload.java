package im.sidestream.slot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row of an upload: the truth about a file. Bytes on the store mean nothing without it.
 *
 * @param id names the upload
 * @param request what was asked for
 * @param deadline until when the first PUT must begin
 * @param state how far it came
 * @param attempt how many PUTs began; the last one's number fences off the others
 * @param directory where on the store the last attempt writes; empty before the first one
 * @param stored what was stored; null before {@link UploadState#STORED}
 * @param choice what its owner decided since
 * @param pieced how many of its bytes are on the store in pieces: the offset of an upload that may be gone on with; all
 *     bytes of a stored file that is made of pieces, and 0 of one that is a whole blob
 */
public record Upload(
        SlotId id,
        SlotRequest request,
        Instant deadline,
        UploadState state,
        int attempt,
        String directory,
        @Nullable Stored stored,
        OwnerChoice choice,
        long pieced) {

    /** A row of which nothing is in pieces. */
    public Upload(
            SlotId id,
            SlotRequest request,
            Instant deadline,
            UploadState state,
            int attempt,
            String directory,
            @Nullable Stored stored,
            OwnerChoice choice) {
        this(id, request, deadline, state, attempt, directory, stored, choice, 0);
    }

    /** A row about which its owner decided nothing. */
    public Upload(
            SlotId id,
            SlotRequest request,
            Instant deadline,
            UploadState state,
            int attempt,
            String directory,
            @Nullable Stored stored) {
        this(id, request, deadline, state, attempt, directory, stored, OwnerChoice.NONE);
    }

    /** Returns the row of a slot that was just issued. */
    public static Upload issued(SlotId id, SlotRequest request, Instant deadline) {
        return new Upload(id, request, deadline, UploadState.ISSUED, 0, "", null);
    }

    /** Returns this row as an attempt of that number in that directory left it. */
    public Upload attempted(int number, String where) {
        return new Upload(id, request, deadline, UploadState.RECEIVING, number, where, null);
    }

    /** Returns this row with its file complete. */
    public Upload completed(Stored file) {
        return new Upload(id, request, deadline, UploadState.STORED, attempt, directory, file);
    }

    /** Returns this row as it is when its owner keeps it until then. */
    public Upload kept(Instant until) {
        OwnerChoice kept = new OwnerChoice(until, choice.withdrawn());
        return new Upload(id, request, deadline, state, attempt, directory, stored, kept, pieced);
    }

    /** Returns this row with so many bytes in pieces. */
    public Upload grown(long bytes) {
        return new Upload(id, request, deadline, state, attempt, directory, stored, choice, bytes);
    }

    /** Returns this row with its file complete, made of pieces. */
    public Upload assembled(Stored file) {
        return new Upload(id, request, deadline, UploadState.STORED, attempt, directory, file, choice, file.size());
    }
}
