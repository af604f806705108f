package im.sidestream.catalog;

import im.sidestream.delivery.StandingConsents;
import im.sidestream.slot.Owner;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What receivers decided for good, in the catalog's database. */
final class SqlStandingConsents implements StandingConsents {
    private final Changes<DeliveryStatements> changes;
    private final Reads readers;

    SqlStandingConsents(Changes<DeliveryStatements> changes, Reads readers) {
        this.changes = changes;
        this.readers = readers;
    }

    @Override
    public CompletableFuture<Void> rule(Owner receiver, String sender, @Nullable Ruling ruling) {
        return changes.submit(true, statements -> {
            statements.consents().rule(receiver, sender, ruling);
            return null;
        });
    }

    @Override
    public CompletableFuture<Map<String, Ruling>> of(Owner receiver) {
        return readers.read(reader -> reader.deliveries().rulings(receiver));
    }
}
