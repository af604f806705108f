package im.sidestream.sweep;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds blobs that no row will ever name again, and removes them: what crashes, lost attempts and restored backups leave
 * behind. Every key is looked up after it was listed, and a row exists before its blob, so a missing row is proof.
 */
public final class OrphanSweeper {
    private static final Logger log = LoggerFactory.getLogger(OrphanSweeper.class);

    private final Catalog catalog;
    private final BlobStore blobs;
    private final SweptStore store;
    private final SweepLimits limits;

    /** Wires a sweeper. */
    public OrphanSweeper(Catalog catalog, BlobStore blobs, SweepLimits limits) {
        this.catalog = catalog;
        this.blobs = blobs;
        this.store = new SweptStore(blobs, catalog);
        this.limits = limits;
    }

    /** Makes one run, of as many orphans as the limits allow; it never throws for what it meets. */
    public SweepReport sweep() {
        Tally tally = new Tally();
        try {
            Optional<String> problem = store.problem();
            if (problem.isEmpty()) {
                remove(orphans(), tally);
            }
            return reported(tally.report(problem.orElse(null)));
        } catch (IOException e) {
            return reported(tally.report("the store cannot be listed: " + e));
        } catch (CompletionException e) {
            log.error("the catalog failed during the search for orphans", e);
            return reported(tally.report("the catalog failed: " + e.getCause()));
        }
    }

    private List<BlobKey> orphans() throws IOException {
        List<BlobKey> orphans = new ArrayList<>();
        blobs.list(key -> {
            if (orphans.size() < limits.run() && isOrphan(key)) {
                orphans.add(key);
            }
        });
        return orphans;
    }

    /** Leaves alone what does not look like a blob of ours: a stranger's file is not garbage. */
    private boolean isOrphan(BlobKey key) {
        Optional<BlobName> name = BlobName.parse(key.name());
        if (name.isEmpty()) {
            log.warn("the store holds {}, which is no blob of this service", key);
            return false;
        }
        SlotId id = name.get().id();
        return catalog.find(id).join().map(row -> leftBy(row, key, name.get())).orElse(true);
    }

    /**
     * Returns whether {@code row} has done with the blob. While it may still be filled nothing of it is touched: a lease
     * may be running, and a claim that a power cut undid may be made again under the same number.
     */
    private boolean leftBy(Upload row, BlobKey key, BlobName name) {
        return switch (row.state()) {
            case ISSUED, RECEIVING -> false;
            case STORED, DELETING ->
                name.isPiece()
                        ? row.pieced() == 0 || !isPieceOf(row, key)
                        : row.pieced() > 0
                                || row.attempt() != name.attempt()
                                || !row.directory().equals(key.directory());
        };
    }

    private boolean isPieceOf(Upload row, BlobKey key) {
        return catalog.pieces(row.id()).join().stream()
                .map(piece -> BlobKey.piece(piece.directory(), row.id().value(), piece.start(), piece.attempt()))
                .anyMatch(key::equals);
    }

    private void remove(List<BlobKey> orphans, Tally tally) {
        for (BlobKey key : orphans) {
            if (store.delete(key)) {
                log.info("orphan {} removed", key);
                tally.orphans++;
            } else {
                tally.undeleted++;
            }
        }
    }

    private static SweepReport reported(SweepReport report) {
        if (report.problem() != null) {
            log.error("the search for orphans ended early: {}", report.problem());
        }
        log.info("orphans: {}", report);
        return report;
    }
}
