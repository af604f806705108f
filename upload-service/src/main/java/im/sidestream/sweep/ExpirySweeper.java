package im.sidestream.sweep;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Piece;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is over. The row goes first and the blob after it, so a run may break anywhere: what is left is invisible,
 * and the next run finds it. Several processes may sweep at once. It blocks; whoever schedules it gives it a thread.
 */
public final class ExpirySweeper {
    private static final Logger log = LoggerFactory.getLogger(ExpirySweeper.class);

    private final Catalog catalog;
    private final SweptStore store;
    private final SweepLimits limits;
    private final InstantSource clock;

    /** Wires a sweeper. */
    public ExpirySweeper(Catalog catalog, BlobStore blobs, SweepLimits limits, InstantSource clock) {
        this.catalog = catalog;
        this.store = new SweptStore(blobs, catalog);
        this.limits = limits;
        this.clock = clock;
    }

    /** Makes one run. It does nothing to a store that is not the catalog's, and never throws for what it meets. */
    public SweepReport sweep() {
        Tally tally = new Tally();
        try {
            Optional<String> problem = store.problem();
            if (problem.isEmpty()) {
                dropAbandoned(tally);
                tally.redated = inSteps(step -> catalog.redate(step).join());
                expire(tally);
                removeBlobs(tally);
                forget(tally);
            }
            return reported(tally.report(problem.orElse(null)));
        } catch (CompletionException e) {
            log.error("the catalog failed during the sweep", e);
            return reported(tally.report("the catalog failed: " + e.getCause()));
        }
    }

    private void dropAbandoned(Tally tally) {
        tally.abandoned = inSteps(step -> {
            List<Upload> dropped = catalog.dropAbandoned(step).join();
            // what has pieces left a tombstone, by which they are removed
            dropped.stream()
                    .filter(upload -> upload.pieced() == 0)
                    .forEach(upload -> tally.undeleted += deleteAttempts(upload));
            return dropped.size();
        });
    }

    /** Deletes what attempts left in the last one's directory; what earlier ones left elsewhere becomes an orphan. */
    private int deleteAttempts(Upload upload) {
        int undeleted = 0;
        for (int attempt = upload.attempt(); attempt > 0; attempt--) {
            undeleted += store.delete(key(upload, attempt)) ? 0 : 1;
        }
        return undeleted;
    }

    private void expire(Tally tally) {
        inSteps(step -> {
            List<Upload> seen = catalog.expire(step).join();
            tally.expired += (int) seen.stream()
                    .filter(upload -> upload.state() == UploadState.DELETING)
                    .count();
            return seen.size();
        });
    }

    /** Removes blobs of files that are gone; those that will not go stay ahead in the catalog's list, and are passed. */
    private void removeBlobs(Tally tally) {
        Set<SlotId> stuck = new HashSet<>();
        tally.removed = inSteps(step -> {
            List<Upload> waiting = catalog.awaitingRemoval(step + stuck.size()).join();
            int removed = 0;
            for (Upload upload : waiting) {
                removed += !stuck.contains(upload.id()) && remove(upload, stuck) ? 1 : 0;
            }
            return removed;
        });
        tally.undeleted += stuck.size();
    }

    private boolean remove(Upload upload, Set<SlotId> stuck) {
        boolean deleted =
                upload.stored() == null ? deleteAttempts(upload) == 0 : store.delete(key(upload, upload.attempt()));
        if (!deletePieces(upload) || !deleted) {
            stuck.add(upload.id());
            return false;
        }
        catalog.removed(upload.id()).join();
        return true;
    }

    private boolean deletePieces(Upload upload) {
        int undeleted = 0;
        for (Piece piece : catalog.pieces(upload.id()).join()) {
            BlobKey key = BlobKey.piece(piece.directory(), upload.id().value(), piece.start(), piece.attempt());
            undeleted += store.delete(key) ? 0 : 1;
        }
        return undeleted == 0;
    }

    private void forget(Tally tally) {
        tally.forgotten = inSteps(step ->
                catalog.forget(clock.instant().minus(limits.tombstones()), step).join());
    }

    private static BlobKey key(Upload upload, int attempt) {
        return BlobKey.of(upload.directory(), upload.id().value(), attempt);
    }

    /** Repeats {@code work} while it finds something, up to the size of a run, and returns how much it found. */
    private int inSteps(IntFunction<Integer> work) {
        int sum = 0;
        int found;
        do {
            found = work.apply(Math.min(limits.step(), limits.run() - sum));
            sum += found;
        } while (found > 0 && sum < limits.run());
        return sum;
    }

    private static SweepReport reported(SweepReport report) {
        if (report.problem() != null) {
            log.error("sweep ended early: {}", report.problem());
        }
        if (report.equals(new Tally().report(report.problem()))) {
            log.debug("sweep: nothing to do");
        } else {
            log.info("sweep: {}", report);
        }
        return report;
    }
}
