package im.sidestream.transfer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import im.sidestream.blob.BlobStore;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that may be read. Rows of stored files are remembered for {@link #TRUST}, counted from before they were
 * read; what is not there is never remembered. Whoever deletes a file answers after that time, so that "deleted" is true
 * when it is said. Thread-safe.
 */
public final class Downloads {
    /** How long a row is believed without asking the catalog again. */
    public static final Duration TRUST = Duration.ofSeconds(1);

    private static final long REMEMBERED = 20_000;

    private final Catalog catalog;
    private final BlobStore blobs;
    private final Supplier<Retention> retention;
    private final Clock clock;
    private final DownloadCounts counts;
    /** Trust is a matter of age, not of date: a clock that is set back must not lengthen it. */
    private final LongSupplier nanos;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final Cache<SlotId, Remembered> cache = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((SlotId id, Remembered one) -> one.download.weight())
            .executor(Runnable::run)
            .build();

    /**
     * Wires the downloads.
     *
     * @param retention asked at each request, so that a changed one holds for files that are there already
     */
    public Downloads(
            Catalog catalog, BlobStore blobs, Supplier<Retention> retention, Clock clock, DownloadCounts counts) {
        this(catalog, blobs, retention, clock, counts, System::nanoTime);
    }

    Downloads(
            Catalog catalog,
            BlobStore blobs,
            Supplier<Retention> retention,
            Clock clock,
            DownloadCounts counts,
            LongSupplier nanos) {
        this.counts = counts;
        this.catalog = catalog;
        this.blobs = blobs;
        this.retention = retention;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Finds a file. The future fails with a {@link Refusal}: {@link Reason#NOT_FOUND} for what was never stored,
     * {@link Reason#GONE} for what was and is not any more.
     */
    public CompletableFuture<Download> find(SlotId id) {
        long asked = nanos.getAsLong();
        Remembered remembered = cache.getIfPresent(id);
        if (remembered != null && isTrusted(remembered, asked)) {
            hits.increment();
            return answer(remembered.download);
        }
        misses.increment();
        return catalog.find(id).thenCompose(row -> read(row, asked));
    }

    /** Returns whether {@link #find} will not wait for another machine: for whoever serves others on the same thread. */
    public boolean isNear(SlotId id) {
        return catalog.isLocal() || isTrusted(cache.getIfPresent(id), nanos.getAsLong());
    }

    private static boolean isTrusted(@Nullable Remembered remembered, long now) {
        return remembered != null && now - remembered.since < TRUST.toNanos();
    }

    /**
     * Finds a file by its row as it is now, whatever is remembered: for whoever found no bytes where a remembered row, or
     * one read a moment ago, named some. Fails as {@link #find} does.
     */
    public CompletableFuture<Download> findAgain(SlotId id) {
        cache.invalidate(id);
        return find(id);
    }

    private CompletableFuture<Download> read(Optional<Upload> row, long asked) {
        Upload upload = row.orElse(null);
        Stored stored = upload == null ? null : upload.stored();
        if (upload == null || stored == null) {
            return CompletableFuture.failedFuture(notFound());
        }
        if (upload.state() == UploadState.DELETING || upload.choice().withdrawn()) {
            return CompletableFuture.failedFuture(gone());
        }
        return upload.pieced() == 0
                ? answer(new StoredBytes(upload, List.of()), stored, asked)
                : StoredBytes.of(upload, catalog).thenCompose(bytes -> answer(bytes, stored, asked));
    }

    private CompletableFuture<Download> answer(StoredBytes bytes, Stored stored, long asked) {
        if (!bytes.isWhole()) {
            return CompletableFuture.failedFuture(gone());
        }
        Download download = new Download(bytes, stored, expiry(bytes.upload()), blobs);
        cache.put(bytes.upload().id(), new Remembered(download, asked));
        return answer(download);
    }

    private @Nullable Instant expiry(Upload upload) {
        return retention.get().expiry(upload).orElse(null);
    }

    private CompletableFuture<Download> answer(Download download) {
        return clock.instant().isBefore(download.expiry())
                ? CompletableFuture.completedFuture(download)
                : CompletableFuture.failedFuture(gone());
    }

    /** Returns how many rows are remembered, and how often that was of use. */
    public CacheLoad load() {
        return new CacheLoad(cache.estimatedSize(), hits.sum(), misses.sum());
    }

    /** Returns the link of a file itself, for one request. */
    public ReadLink link(SlotId id) {
        return new Shared(id);
    }

    /**
     * Says that a GET was answered up to {@code end}, all of it sent. It is counted as a download where that is the end of
     * the file, as it is for whoever fetched the whole and for whoever resumed: how the parts before were fetched is nothing
     * that HTTP tells.
     */
    void sent(Download download, long end) {
        if (end == download.stored().size()) {
            counts.add(download.upload().id());
        }
    }

    /** Returns the clock by which files expire. */
    public Clock clock() {
        return clock;
    }

    private static Refusal notFound() {
        return Refusal.of(Reason.NOT_FOUND, "There is no such file.");
    }

    /** Returns what is said of a file that was there. */
    public static Refusal gone() {
        return Refusal.of(Reason.GONE, "This file is not available any more.");
    }

    private record Remembered(Download download, long since) {}

    /** The link that is the same for everybody. */
    private final class Shared implements ReadLink {
        private final SlotId id;

        Shared(SlotId id) {
            this.id = id;
        }

        @Override
        public CompletableFuture<Download> find() {
            return Downloads.this.find(id);
        }

        @Override
        public CompletableFuture<Download> findAgain() {
            return Downloads.this.findAgain(id);
        }

        @Override
        public CompletableFuture<?> look() {
            return find();
        }

        @Override
        public boolean isNear() {
            return Downloads.this.isNear(id);
        }

        @Override
        public boolean isPersonal() {
            return false;
        }

        @Override
        public void sent(Download download, long from, long to) {
            Downloads.this.sent(download, to);
        }
    }
}
