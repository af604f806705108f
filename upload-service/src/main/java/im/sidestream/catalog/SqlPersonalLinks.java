package im.sidestream.catalog;

import im.sidestream.slot.LinkId;
import im.sidestream.slot.PersonalLinks;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Receivers' own links in the catalog's database. */
final class SqlPersonalLinks implements PersonalLinks {
    private final Changes<DeliveryStatements> changes;
    private final Reads readers;
    private final Ids ids;

    SqlPersonalLinks(Changes<DeliveryStatements> changes, Reads readers, Ids ids) {
        this.changes = changes;
        this.readers = readers;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Optional<PersonalLink>> find(LinkId id) {
        return readers.read(reader -> reader.deliveries().link(id));
    }

    @Override
    public CompletableFuture<Boolean> sent(LinkId id, long from, long to, long size) {
        return changes.submit(true, statements -> statements.links().sent(id, from, to, size, ids));
    }
}
