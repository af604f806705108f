package im.sidestream.catalog;

import im.sidestream.delivery.ReceiverLists;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Receiver lists in the catalog's database. */
final class SqlReceiverLists implements ReceiverLists {
    private final Changes<DeliveryStatements> changes;
    private final Reads readers;

    SqlReceiverLists(Changes<DeliveryStatements> changes, Reads readers) {
        this.changes = changes;
        this.readers = readers;
    }

    @Override
    public CompletableFuture<Void> create(Owner owner, String name, int most) {
        return changes.submit(true, statements -> {
            statements.lists().create(owner, name, most);
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> delete(Owner owner, String name) {
        return changes.submit(true, statements -> statements.lists().delete(owner, name));
    }

    @Override
    public CompletableFuture<Long> add(Owner owner, String name, Collection<String> members, int most) {
        List<String> all = List.copyOf(members);
        return changes.submit(true, statements -> statements.lists().add(owner, name, all, most));
    }

    @Override
    public CompletableFuture<Long> remove(Owner owner, String name, Collection<String> members) {
        List<String> all = List.copyOf(members);
        return changes.submit(true, statements -> statements.lists().remove(owner, name, all));
    }

    @Override
    public CompletableFuture<Page<String>> members(ListName list, Owner reader, @Nullable String after, int limit) {
        return readers.read(rows -> {
                    Optional<Long> found = rows.receiverLists().find(list, reader);
                    return found.isPresent()
                            ? Optional.of(rows.receiverLists().members(found.get(), after, limit))
                            : Optional.<Page<String>>empty();
                })
                .thenCompose(page -> page.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> CompletableFuture.failedFuture(ListStatements.unknown())));
    }

    @Override
    public CompletableFuture<Void> share(Owner owner, String name, String with, boolean shared) {
        return changes.submit(true, statements -> {
            statements.lists().share(owner, name, with, shared);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<Named>> of(Owner reader) {
        return readers.read(rows -> rows.receiverLists().of(reader));
    }
}
