package im.sidestream.catalog;

import im.sidestream.delivery.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The outbox in the catalog's database. */
final class SqlOutbox implements Outbox {
    private final Changes<DeliveryStatements> changes;
    private final Reads readers;
    private final Ids names;

    SqlOutbox(Changes<DeliveryStatements> changes, Reads readers, Ids names) {
        this.changes = changes;
        this.readers = readers;
        this.names = names;
    }

    /** On the disk before anything goes: a yes cannot be taken back from then on. */
    @Override
    public CompletableFuture<List<Waiting>> take(String service, int limit, int offers, Duration lease) {
        return changes.submit(true, statements -> statements.outbox().outbox().take(service, limit, offers, lease));
    }

    @Override
    public CompletableFuture<Void> done(Collection<String> ids) {
        List<String> all = List.copyOf(ids);
        return changes.submit(true, statements -> {
            statements.outbox().done(all, names);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> later(String id, Instant due) {
        return changes.submitSingle(true, statements -> {
            statements.outbox().outbox().later(id, Rows.millis(due));
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> putOff(String id, Instant due) {
        return changes.submitSingle(true, statements -> {
            statements.outbox().outbox().putOff(id, Rows.millis(due));
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> again(String id, Instant due) {
        return changes.submitSingle(true, statements -> {
            statements.outbox().outbox().again(id, Rows.millis(due));
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> giveUp(String id, String problem) {
        return changes.submit(true, statements -> {
            statements.outbox().giveUp(id, problem, names);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> add(String service, Waiting waiting) {
        return changes.submit(true, statements -> {
            statements.outbox().add(service, waiting);
            return null;
        });
    }

    @Override
    public CompletableFuture<Optional<Waiting>> find(String id) {
        return readers.read(reader -> reader.deliveries().said(id));
    }

    @Override
    public CompletableFuture<Long> size(String service) {
        return readers.read(reader -> reader.deliveries().waiting(service));
    }
}
