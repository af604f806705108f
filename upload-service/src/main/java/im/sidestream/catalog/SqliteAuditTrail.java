package im.sidestream.catalog;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Page;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The audit trail in the catalog's file. */
final class SqliteAuditTrail implements AuditTrail {
    private final GroupCommit writer;
    private final Readers readers;
    private final AuditStatements audit;

    SqliteAuditTrail(GroupCommit writer, Readers readers, AuditStatements audit) {
        this.writer = writer;
        this.readers = readers;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<Page<AuditRecord>> records(
            String service, @Nullable String owner, @Nullable String after, int limit) {
        return SqliteInventory.from(after)
                .thenCompose(cursor -> readers.read(reader -> reader.lists().audit(service, owner, cursor, limit)));
    }

    @Override
    public CompletableFuture<Void> changed(String service, @Nullable String owner, String detail, String by) {
        return writer.submitSingle(true, () -> {
            audit.changed(service, owner, detail, by);
            return null;
        });
    }

    @Override
    public CompletableFuture<Integer> forget(Instant before, int limit) {
        return writer.submitSingle(false, () -> audit.forget(before, limit));
    }
}
