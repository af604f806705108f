package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.anyId;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A catalog that takes nothing for a while loses no download, and costs bounded memory. */
final class DownloadCountsTest {
    private final CountedDownloads written = new CountedDownloads();
    private final DownloadCounts counts = new DownloadCounts(written);

    @Test
    void whatCouldNotBeWrittenIsWrittenLaterWithWhatCameMeanwhile() {
        SlotId first = anyId();
        SlotId second = anyId();
        counts.add(first);
        counts.add(first);
        written.broken = true;
        counts.flush().join();
        counts.add(first);
        counts.add(second);
        counts.flush().join();
        assertThat(written.downloads).isEmpty();

        written.broken = false;
        counts.flush().join();
        assertThat(written.downloads).isEqualTo(Map.of(first, 3L, second, 1L));

        counts.flush().join();
        assertThat(written.downloads).as("nothing is written twice").isEqualTo(Map.of(first, 3L, second, 1L));
    }

    @Test
    void noMoreFilesAreRememberedThanTheBoundWhileNothingCanBeWritten() {
        SlotId known = anyId();
        counts.add(known);
        written.broken = true;
        for (int i = 0; i < 100_100; i++) {
            counts.add(anyId());
        }
        counts.flush().join();
        counts.add(anyId());

        written.broken = false;
        counts.flush().join();
        assertThat(written.downloads).hasSize(100_000).containsEntry(known, 1L);
        assertThat(written.largestBatch).isEqualTo(500);
    }

    /** An inventory of downloads alone, which may be told to take nothing. */
    private static final class CountedDownloads implements Inventory {
        private final Map<SlotId, Long> downloads = new HashMap<>();
        private boolean broken;
        private int largestBatch;

        @Override
        public CompletableFuture<Void> downloaded(Map<SlotId, Long> counts) {
            if (broken) {
                return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
            }
            largestBatch = Math.max(largestBatch, counts.size());
            counts.forEach((id, count) -> downloads.merge(id, count, Long::sum));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Page<Entry>> ofOwner(Owner owner, @Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Page<Entry>> openOf(Owner owner, @Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Page<Tombstone>> goneOf(Owner owner, @Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Page<Entry>> ofService(String service, @Nullable String after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Optional<Entry>> find(SlotId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<List<String>> biggestOwners(String service, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Holdings> holdings(String service) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Boolean> keep(SlotId id, Instant until) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Boolean> withdraw(SlotId id, boolean withdrawn) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Taken> take(Owner owner, Bulk bulk, @Nullable String after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Integer> giveUp(Owner owner, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Integer> forget(Owner owner, int limit) {
            throw new UnsupportedOperationException();
        }
    }
}
