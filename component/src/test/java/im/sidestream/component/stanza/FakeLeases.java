package im.sidestream.component.stanza;

import im.sidestream.slot.StreamLeases;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A catalog's leases in memory, by the time of this process; may be away, and may be told who has one. */
final class FakeLeases implements StreamLeases {
    private @Nullable String holder;
    private long until = System.nanoTime();
    private boolean away;
    private boolean silent;

    @Override
    public synchronized CompletableFuture<Boolean> take(String service, String asking, Duration length) {
        if (silent) {
            return new CompletableFuture<>();
        }
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        if (!asking.equals(holder) && !isFree()) {
            return CompletableFuture.completedFuture(false);
        }
        holder = asking;
        until = System.nanoTime() + length.toNanos();
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public synchronized CompletableFuture<Void> release(String service, String asking) {
        if (!away && !silent && asking.equals(holder)) {
            holder = null;
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Whether another process could take it now. */
    synchronized boolean isFree() {
        return holder == null || System.nanoTime() - until >= 0;
    }

    synchronized @Nullable String holder() {
        return holder;
    }

    /** From now on questions fail, or do not any more. */
    synchronized void away(boolean now) {
        away = now;
    }

    /** From now on questions stay without an answer. */
    synchronized void silent() {
        silent = true;
    }

    /** Another process has it. */
    synchronized void give(String other) {
        holder = other;
        until = System.nanoTime() + Duration.ofHours(1).toNanos();
    }
}
