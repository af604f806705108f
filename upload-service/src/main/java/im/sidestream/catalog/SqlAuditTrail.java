package im.sidestream.catalog;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Page;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The audit trail in the catalog's database. */
final class SqlAuditTrail implements AuditTrail {
    private final Changes<AuditStatements> changes;
    private final Reads readers;

    SqlAuditTrail(Changes<AuditStatements> changes, Reads readers) {
        this.changes = changes;
        this.readers = readers;
    }

    @Override
    public CompletableFuture<Page<AuditRecord>> records(
            String service, @Nullable String owner, @Nullable String after, int limit) {
        return SqlInventory.from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().audit(service, owner, cursor, limit)));
    }

    @Override
    public CompletableFuture<Void> changed(String service, @Nullable String owner, String detail, String by) {
        return changes.submitSingle(true, audit -> {
            audit.changed(service, owner, detail, by);
            return null;
        });
    }

    @Override
    public CompletableFuture<Integer> forget(Instant before, int limit) {
        return changes.submitSingle(false, audit -> audit.forget(before, limit));
    }
}
