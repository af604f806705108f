package im.sidestream.slot;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some of the store free: what was reserved and has not come yet counts as if it were there. Store and catalog are
 * asked once a second, and once more before anything is refused; in between, what is granted is subtracted here. Thread-safe.
 */
final class DiskRoom {
    private static final long TRUST = TimeUnit.SECONDS.toNanos(1);
    /** More than any store has, and small enough to be added up. */
    private static final long LARGEST = 1L << 50;

    private final FreeSpace free;
    private final Catalog catalog;
    private final LongSupplier nanos;
    /** Bytes of reservations that the catalog may not show yet. */
    private final AtomicLong pending = new AtomicLong();

    private volatile @Nullable Look last;

    DiskRoom(FreeSpace free, Catalog catalog, LongSupplier nanos) {
        this.free = free;
        this.catalog = catalog;
        this.nanos = nanos;
    }

    /** Makes a reservation if it leaves {@code keepFree} bytes. Refused: {@link Reason#STORAGE_FULL}. */
    <T> CompletableFuture<T> reserve(long size, long keepFree, Supplier<CompletableFuture<T>> reservation) {
        long bytes = Math.min(size, LARGEST);
        if (fits(last, bytes, keepFree)) {
            return counted(bytes, reservation);
        }
        return look().thenCompose(fresh -> {
            if (!fits(fresh, bytes, keepFree)) {
                return CompletableFuture.failedFuture(
                        Refusal.of(Reason.STORAGE_FULL, "The service has no room for this file now."));
            }
            return counted(bytes, reservation);
        });
    }

    private <T> CompletableFuture<T> counted(long bytes, Supplier<CompletableFuture<T>> reservation) {
        pending.addAndGet(bytes);
        return reservation.get().whenComplete((done, failure) -> pending.addAndGet(-bytes));
    }

    private boolean fits(@Nullable Look look, long bytes, long keepFree) {
        return look != null && nanos.getAsLong() - look.at < TRUST && look.take(bytes, keepFree);
    }

    /** Reservations are read before the free bytes: what arrives in between counts twice rather than not at all. */
    private CompletableFuture<Look> look() {
        long at = nanos.getAsLong();
        long begun = pending.get();
        return catalog.outstanding().thenApply(outstanding -> {
            Look fresh = new Look(at, freeBytes() - Math.min(outstanding, LARGEST) - begun);
            last = fresh;
            return fresh;
        });
    }

    /** A store that does not say what is free refuses by itself when it is full. */
    private long freeBytes() {
        try {
            return free.bytes();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What there was at a moment, less what was granted since. */
    private static final class Look {
        private final long at;
        private final AtomicLong room;

        Look(long at, long room) {
            this.at = at;
            this.room = new AtomicLong(room);
        }

        boolean take(long bytes, long keepFree) {
            if (room.addAndGet(-bytes) >= keepFree) {
                return true;
            }
            room.addAndGet(bytes);
            return false;
        }
    }
}
