package im.sidestream.catalog;

import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.Continuation;
import im.sidestream.transfer.ResumableUploads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Uploads that come in several requests, with whatever becomes of a request on its way; from many threads at once. */
final class UploadsInParts {
    private final ResumableUploads uploads;
    private final Consumer<SlotId> answered;
    private final Queue<Continuation> silent = new ConcurrentLinkedQueue<>();

    /**
     * Wires them.
     *
     * @param answered hears of uploads that somebody is told are complete
     */
    UploadsInParts(UploadReceiver receiver, Consumer<SlotId> answered) {
        uploads = new ResumableUploads(receiver);
        this.answered = answered;
    }

    /** Begins an upload, or goes on with it where it ended. */
    void add(SlotId id, Random random) throws IOException, Refusal {
        Upload row = uploads.standing(id).join().upload();
        if (row.state() == UploadState.STORED) {
            answered.accept(id);
            return;
        }
        Continuation part = uploads.resume(id, row.pieced(), null).join();
        bring(part, random);
        switch (random.nextInt(6)) {
            case 0, 1 -> end(part);
            case 2 -> part.breakOff().join();
            case 3 -> part.abandon();
            default -> fallSilent(part);
        }
    }

    private static void bring(Continuation part, Random random) throws IOException, Refusal {
        int rest = (int) (part.upload().request().size() - part.offset());
        try {
            part.accept(ByteBuffer.allocate(random.nextInt(3) == 0 ? rest : random.nextInt(rest + 1)));
        } catch (Refusal lost) {
            part.abandon();
            throw lost;
        }
    }

    /** Leaves a request open, as whoever loses his network does. The next one for the same upload ends it. */
    private void fallSilent(Continuation part) {
        silent.add(part);
        part.whenSuperseded(() -> {
            if (silent.remove(part)) {
                var unused = part.breakOff();
            }
        });
    }

    /** Lets a request that fell silent bring more, and ends it. */
    void goOn(Random random) throws IOException, Refusal {
        Continuation part = silent.poll();
        if (part != null) {
            bring(part, random);
            end(part);
        }
    }

    private void end(Continuation part) {
        if (part.end().join().state() == UploadState.STORED) {
            answered.accept(part.upload().id());
        }
    }

    /** Gives an upload up. */
    void cancel(SlotId id) {
        uploads.cancel(id).join();
    }
}
