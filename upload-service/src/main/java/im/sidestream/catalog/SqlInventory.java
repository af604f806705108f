package im.sidestream.catalog;

import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The catalog by owner. */
final class SqlInventory implements Inventory {
    private final Changes<Wishes> changes;
    private final Reads readers;
    private final Recollection others;

    SqlInventory(Changes<Wishes> changes, Reads readers, Recollection others) {
        this.changes = changes;
        this.readers = readers;
        this.others = others;
    }

    @Override
    public CompletableFuture<Page<Entry>> ofOwner(Owner owner, @Nullable String after, int limit) {
        return from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().ofOwner(owner, cursor, limit)));
    }

    @Override
    public CompletableFuture<Page<Entry>> ofService(String service, @Nullable String after, int limit) {
        return from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().ofService(service, cursor, limit)));
    }

    @Override
    public CompletableFuture<Page<Entry>> openOf(Owner owner, @Nullable String after, int limit) {
        return from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().openOf(owner, cursor, limit)));
    }

    @Override
    public CompletableFuture<Page<Tombstone>> goneOf(Owner owner, @Nullable String after, int limit) {
        return from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().goneOf(owner, cursor, limit)));
    }

    static CompletableFuture<Cursor> from(@Nullable String after) {
        try {
            return CompletableFuture.completedFuture(Cursor.parse(after));
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    @Override
    public CompletableFuture<Optional<Entry>> find(SlotId id) {
        return readers.read(reader -> reader.lists().find(id));
    }

    @Override
    public CompletableFuture<List<String>> biggestOwners(String service, int limit) {
        return readers.read(reader -> reader.lists().biggest(service, limit));
    }

    @Override
    public CompletableFuture<Holdings> holdings(String service) {
        return readers.read(reader -> reader.lists().holdings(service));
    }

    @Override
    public CompletableFuture<Boolean> keep(SlotId id, Instant until) {
        return changes.submit(true, wishes -> wishes.keep(id, until));
    }

    @Override
    public CompletableFuture<Boolean> withdraw(SlotId id, boolean withdrawn) {
        return others.outlast(
                changes.submitSingle(true, wishes -> wishes.withdraw(id, withdrawn)), done -> done && withdrawn);
    }

    @Override
    public CompletableFuture<Void> downloaded(Map<SlotId, Long> counts) {
        return changes.submit(false, wishes -> {
            wishes.downloaded(counts);
            return null;
        });
    }

    @Override
    public CompletableFuture<Taken> take(Owner owner, Bulk bulk, @Nullable String after) {
        return others.outlast(
                from(after).thenCompose(cursor -> changes.submit(true, wishes -> wishes.take(owner, bulk, cursor))),
                // by the last step the others are a second old
                taken -> taken.next() == null);
    }

    @Override
    public CompletableFuture<Integer> giveUp(Owner owner, int limit) {
        return changes.submit(true, wishes -> wishes.giveUp(owner, limit));
    }

    @Override
    public CompletableFuture<Integer> forget(Owner owner, int limit) {
        return changes.submit(true, wishes -> wishes.forget(owner, limit));
    }
}
