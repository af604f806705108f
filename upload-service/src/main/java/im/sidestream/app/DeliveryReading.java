package im.sidestream.app;

import im.sidestream.catalog.DeliveryTables;
import im.sidestream.delivery.Deliveries.UnderWay;
import im.sidestream.delivery.DeliveryState;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What of deliveries is under way, as the catalog said a moment ago: several values of one scrape need not ask anew. While
 * the catalog does not answer nothing is known.
 */
final class DeliveryReading {
    private static final Duration TRUST = Duration.ofSeconds(10);

    private final DeliveryTables tables;
    private final String service;
    private final LongSupplier nanos;
    private @Nullable UnderWay last;
    private long since;

    DeliveryReading(DeliveryTables tables, String service, LongSupplier nanos) {
        this.tables = tables;
        this.service = service;
        this.nanos = nanos;
    }

    double open() {
        UnderWay now = now();
        return now == null ? Double.NaN : now.deliveries();
    }

    double offers(DeliveryState state) {
        UnderWay now = now();
        return now == null ? Double.NaN : now.offers().getOrDefault(state, 0L);
    }

    double waiting() {
        return tables.outbox()
                .size(service)
                .thenApply(Long::doubleValue)
                .exceptionally(failure -> Double.NaN)
                .join();
    }

    private synchronized @Nullable UnderWay now() {
        long asked = nanos.getAsLong();
        if (last == null || asked - since >= TRUST.toNanos()) {
            last = tables.deliveries()
                    .underWay(service)
                    .exceptionally(failure -> null)
                    .join();
            since = asked;
        }
        return last;
    }
}
