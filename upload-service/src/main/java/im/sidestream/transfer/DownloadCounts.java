package im.sidestream.transfer;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.SlotId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts downloads in memory, to be written together by {@link #flush}: a download costs one addition, and a kill loses
 * what was counted since the last writing. Thread-safe.
 */
public final class DownloadCounts {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadCounts.class);
    private static final int STEP = 500;
    private static final int REMEMBERED = 100_000;

    private final Inventory inventory;
    private final ConcurrentHashMap<SlotId, Long> counts = new ConcurrentHashMap<>();

    public DownloadCounts(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Counts one. While the catalog takes nothing, files beyond a bound are not counted. */
    void add(SlotId id) {
        if (counts.mappingCount() < REMEMBERED) {
            counts.merge(id, 1L, Long::sum);
        }
    }

    /** Writes what was counted. What cannot be written now is tried again the next time; the future never fails. */
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        Map<SlotId, Long> batch = new HashMap<>();
        for (SlotId id : counts.keySet()) {
            Long count = counts.remove(id);
            if (count != null) {
                batch.put(id, count);
            }
            if (batch.size() == STEP) {
                all = CompletableFuture.allOf(all, write(batch));
                batch = new HashMap<>();
            }
        }
        return batch.isEmpty() ? all : CompletableFuture.allOf(all, write(batch));
    }

    private CompletableFuture<Void> write(Map<SlotId, Long> batch) {
        return inventory.downloaded(batch).exceptionally(failure -> {
            LOG.debug("downloads are written later: {}", failure.toString());
            batch.forEach((id, count) -> counts.merge(id, count, Long::sum));
            return null;
        });
    }
}
