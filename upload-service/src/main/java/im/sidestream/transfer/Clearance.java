package im.sidestream.transfer;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final Exports exports;
    private final Steps steps;

    /** Wires it. */
    public Clearance(Inventory inventory, AuditTrail audit, Deletion deletion, Exports exports, Steps steps) {
        this.inventory = inventory;
        this.audit = audit;
        this.deletion = deletion;
        this.exports = exports;
        this.steps = steps;
    }

    /**
     * Deletes the owner's files that were stored before {@code before} and returns how many; nobody can download them any
     * more when the future completes. Exports go with them, and are not counted. Slots and uploads that run stay.
     */
    public CompletableFuture<Long> clear(Owner owner, Instant before, Removal removal) {
        return steps.run(() -> takeAll(owner, before, removal));
    }

    /** Deletes all of the owner's files, and gives up slots and uploads that run, which would add to them. */
    public CompletableFuture<Long> clear(Owner owner, Removal removal) {
        return steps.run(() -> {
            // slots first: what they became in the meantime is taken with the rest
            inSteps(() -> inventory.giveUp(owner, STEP));
            return takeAll(owner, Instant.MAX, removal);
        });
    }

    /** Does that with all files, and then forgets who the owner was; what remains in the audit trail names nobody. */
    public CompletableFuture<Long> erase(Owner owner, Removal removal) {
        return steps.run(() -> {
            exports.cancel(owner);
            // slots that may still be filled first: what they became in the meantime is taken with the rest
            forget(owner);
            long files = takeAll(owner, Instant.MAX, removal);
            forget(owner);
            boolean himself = removal.by().equals(owner.jid());
            audit.changed(owner.service(), null, "erased an account", himself ? "erased" : removal.by())
                    .join();
            return files;
        });
    }

    /** Takes an owner's export from everyone, as another one is to be its successor. It blocks. */
    public void endExports(Owner owner) {
        Removal removal = new Removal(AuditRecord.Action.OWNER, owner.jid());
        take(Exports.holder(owner), Instant.MAX, removal, new ArrayList<>());
    }

    private long takeAll(Owner owner, Instant before, Removal removal) {
        List<CompletableFuture<Void>> endings = new ArrayList<>();
        long count = take(owner, before, removal, endings);
        take(Exports.holder(owner), before, removal, endings);
        CompletableFuture.allOf(endings.toArray(CompletableFuture<?>[]::new)).join();
        return count;
    }

    private long take(Owner owner, Instant before, Removal removal, List<CompletableFuture<Void>> endings) {
        long count = 0;
        @Nullable String next = null;
        do {
            Inventory.Taken step = inventory
                    .take(owner, new Inventory.Bulk(before, removal, STEP), next)
                    .join();
            count += step.files().size();
            endings.add(deletion.finish(step.files()));
            next = step.next();
        } while (next != null);
        return count;
    }

    /** Forgets what is known of an owner without files, and of his exports. It blocks. */
    public void forget(Owner owner) {
        for (Owner one : List.of(Exports.holder(owner), owner)) {
            inSteps(() -> inventory.forget(one, STEP));
        }
    }

    private static void inSteps(Supplier<CompletableFuture<Integer>> step) {
        int found;
        do {
            found = step.get().join();
        } while (found > 0);
    }
}
