package im.sidestream.transfer;

import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes all files of one owner away, so many at a time that uploads hardly wait. Whoever calls it again after a crash goes
 * on where it ended. Thread-safe.
 */
public final class Clearance {
    private static final int STEP = 200;

    private final Inventory inventory;
    private final AuditTrail audit;
    private final Deletion deletion;
    private final Executor threads;

    /**
     * Wires it.
     *
     * @param threads run what goes in steps, each run for as long as it takes
     */
    public Clearance(Inventory inventory, AuditTrail audit, Deletion deletion, Executor threads) {
        this.inventory = inventory;
        this.audit = audit;
        this.deletion = deletion;
        this.threads = threads;
    }

    /**
     * Deletes the owner's files that were stored before {@code before} and returns how many; nobody can download them any
     * more when the future completes. Slots and uploads that run stay.
     */
    public CompletableFuture<Long> clear(Owner owner, Instant before, Removal removal) {
        return CompletableFuture.supplyAsync(() -> take(owner, before, removal), threads);
    }

    /** Deletes all of the owner's files, and gives up slots and uploads that run, which would add to them. */
    public CompletableFuture<Long> clear(Owner owner, Removal removal) {
        return CompletableFuture.supplyAsync(
                () -> {
                    // slots first: what they became in the meantime is taken with the rest
                    inSteps(() -> inventory.giveUp(owner, STEP));
                    return take(owner, Instant.MAX, removal);
                },
                threads);
    }

    /** Does that with all files, and then forgets who the owner was; what remains in the audit trail names nobody. */
    public CompletableFuture<Long> erase(Owner owner, Removal removal) {
        return CompletableFuture.supplyAsync(
                () -> {
                    // slots that may still be filled first: what they became in the meantime is taken with the rest
                    forget(owner);
                    long files = take(owner, Instant.MAX, removal);
                    forget(owner);
                    boolean himself = removal.by().equals(owner.jid());
                    audit.changed(owner.service(), null, "erased an account", himself ? "erased" : removal.by())
                            .join();
                    return files;
                },
                threads);
    }

    private long take(Owner owner, Instant before, Removal removal) {
        long count = 0;
        List<CompletableFuture<Void>> endings = new ArrayList<>();
        @Nullable String next = null;
        do {
            Inventory.Taken step = inventory
                    .take(owner, new Inventory.Bulk(before, removal, STEP), next)
                    .join();
            count += step.files().size();
            endings.add(deletion.finish(step.files()));
            next = step.next();
        } while (next != null);
        CompletableFuture.allOf(endings.toArray(CompletableFuture<?>[]::new)).join();
        return count;
    }

    private void forget(Owner owner) {
        inSteps(() -> inventory.forget(owner, STEP));
    }

    private static void inSteps(Supplier<CompletableFuture<Integer>> step) {
        int found;
        do {
            found = step.get().join();
        } while (found > 0);
    }
}
