package im.sidestream.slot;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some of the store free: what was reserved and has not come yet counts as if it were there. Store and catalog are
 * asked once a second, and once more before anything is refused; in between, what is granted is subtracted here. Looks may
 * overlap: what is granted while one runs counts for it, too, for it may not have seen it. Thread-safe.
 */
final class DiskRoom {
    private static final long TRUST = TimeUnit.SECONDS.toNanos(1);
    /** More than any store has, and small enough to be added up. */
    private static final long LARGEST = 1L << 50;

    private final FreeSpace free;
    private final Supplier<CompletableFuture<Long>> outstanding;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    /** Bytes of reservations that the catalog may not show yet. */
    private long pending;
    /** All bytes that were ever granted. */
    private long granted;
    /** What there was at {@link #lookedAt}, less what was granted since. */
    private long room;

    private @Nullable Long lookedAt;

    /** Asks {@code outstanding} for the bytes that are reserved: {@link Catalog#outstanding}. */
    DiskRoom(FreeSpace free, Supplier<CompletableFuture<Long>> outstanding, LongSupplier nanos) {
        this.free = free;
        this.outstanding = outstanding;
        this.nanos = nanos;
    }

    /** Makes a reservation if it leaves {@code keepFree} bytes. Refused: {@link Reason#STORAGE_FULL}. */
    <T> CompletableFuture<T> reserve(long size, long keepFree, Supplier<CompletableFuture<T>> reservation) {
        long bytes = Math.min(size, LARGEST);
        if (grants(bytes, keepFree)) {
            return counted(bytes, reservation);
        }
        return look().thenCompose(looked -> {
            if (!grants(bytes, keepFree)) {
                return CompletableFuture.failedFuture(
                        Refusal.of(Reason.STORAGE_FULL, "The service has no room for this file now."));
            }
            return counted(bytes, reservation);
        });
    }

    private <T> CompletableFuture<T> counted(long bytes, Supplier<CompletableFuture<T>> reservation) {
        return reservation.get().whenComplete((done, failure) -> locked(() -> pending -= bytes));
    }

    private boolean grants(long bytes, long keepFree) {
        return locked(() -> {
            Long at = lookedAt;
            if (at == null || nanos.getAsLong() - at >= TRUST || room - bytes < keepFree) {
                return false;
            }
            room -= bytes;
            pending += bytes;
            granted += bytes;
            return true;
        });
    }

    /** Reservations are read before the free bytes: what arrives in between counts twice rather than not at all. */
    private CompletableFuture<Long> look() {
        long counted = locked(() -> pending - granted);
        return outstanding.get().thenApply(reserved -> {
            long there = freeBytes() - Math.min(reserved, LARGEST);
            return locked(() -> {
                lookedAt = nanos.getAsLong();
                room = there - counted - granted;
                return room;
            });
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** A store that does not say what is free refuses by itself when it is full. */
    private long freeBytes() {
        try {
            return free.bytes();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
